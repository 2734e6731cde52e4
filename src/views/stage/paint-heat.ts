import { FAMILIES } from "../../store/contract.ts";
import { faded, strokeLine, type Ctx } from "./ink.ts";
import { HUE } from "./marks.ts";
import { linkIsNear, type Picture } from "./picture.ts";

/** Far away, traffic is the warmth of a link: in the hue of what flies there, the brighter the more, cooling off slowly. */
export interface HeatPainter {
  /** returns whether it is still cooling */
  paint(ctx: Ctx, picture: Picture, passedMs: number): boolean;
}

const HALF_LIFE_MS = 160;
const FULL_HEAT_MESSAGES = 4;
const COLD = 0.04;
const STEPS = 5;

export function createHeatPainter(): HeatPainter {
  let heat = new Float32Array(0);
  let family = new Uint8Array(0);
  return {
    paint(ctx, picture, passedMs) {
      const count = picture.topology.links.length;
      if (heat.length !== count) {
        heat = new Float32Array(count);
        family = new Uint8Array(count);
      }
      // a paused run does not cool: it shows what is there
      const keep = picture.frame.playing ? 0.5 ** (passedMs / HALF_LIFE_MS) : 0;
      for (let link = 0; link < count; link += 1) heat[link] *= keep;
      addFlights(picture, heat, family);
      strokeHeat(ctx, picture, heat, family);
      return picture.frame.playing && heat.some((value) => value > COLD);
    },
  };
}

function addFlights({ frame: { flights } }: Picture, heat: Float32Array, family: Uint8Array): void {
  const counts = new Uint16Array(heat.length);
  for (let i = 0; i < flights.count; i += 1) {
    const link = flights.link[i];
    if (link < 0 || link >= heat.length) continue;
    counts[link] += 1;
    family[link] = flights.family[i];
  }
  counts.forEach((count, link) => {
    heat[link] = Math.max(heat[link], Math.min(count / FULL_HEAT_MESSAGES, 1));
  });
}

function strokeHeat(ctx: Ctx, picture: Picture, heat: Float32Array, family: Uint8Array): void {
  const { lanes, palette } = picture;
  ctx.lineCap = "butt";
  FAMILIES.forEach((name, code) => {
    for (let step = 1; step <= STEPS; step += 1) {
      const low = Math.max((step - 1) / STEPS, COLD);
      ctx.strokeStyle = faded(palette[HUE[name]], 0.5 + (0.5 * step) / STEPS);
      ctx.lineWidth = 1 + (2 * step) / STEPS;
      for (let link = 0; link < heat.length; link += 1) {
        if (family[link] !== code || heat[link] <= low || heat[link] > step / STEPS || !linkIsNear(picture, link)) continue;
        // line by line: one path of many crossing lines takes a software rasteriser several times as long
        strokeLine(ctx, lanes.ax[link], lanes.ay[link], lanes.bx[link], lanes.by[link]);
      }
    }
  });
}
