import { FAMILIES } from "../../store/contract.ts";
import type { Ctx } from "./ink.ts";
import type { LineSink } from "./far-links.ts";
import { LineRaster } from "./line-raster.ts";
import { HUE } from "./marks.ts";
import { linkIsNear, type Picture } from "./picture.ts";

/** Far away, traffic is the warmth of a link: in the hue of what flies there, the brighter the more, cooling off slowly. */
export interface HeatPainter {
  /** paints pixels of the screen, `ratio` of them to one of the page; returns whether it is still cooling */
  paint(ctx: Ctx, picture: Picture, ratio: number, passedMs: number): boolean;
}

const HALF_LIFE_MS = 110;
const FULL_HEAT_MESSAGES = 4;
const COLD = 0.1;
const STEPS = 5;

export function createHeatPainter(): HeatPainter {
  const raster = new LineRaster();
  let heat = new Float32Array(0);
  let family = new Uint8Array(0);
  let counts = new Uint16Array(0);
  return {
    paint(ctx, picture, ratio, passedMs) {
      const count = picture.topology.links.length;
      if (heat.length !== count) {
        heat = new Float32Array(count);
        family = new Uint8Array(count);
        counts = new Uint16Array(count);
      }
      // a paused run does not cool: it shows what is there
      const keep = picture.frame.playing ? 0.5 ** (passedMs / HALF_LIFE_MS) : 0;
      for (let link = 0; link < count; link += 1) heat[link] *= keep;
      addFlights(picture, heat, family, counts);
      raster.resize(ctx.canvas);
      raster.clear();
      const warm = strokeHeat(raster, picture, ratio, heat, family);
      ctx.putImageData(new ImageData(raster.bytes, raster.width, raster.height), 0, 0);
      return warm && picture.frame.playing;
    },
  };
}

/** The warmth of one moment, with nothing of what was before. */
export function drawHeat(sink: LineSink, picture: Picture): void {
  const count = picture.topology.links.length;
  const heat = new Float32Array(count);
  const family = new Uint8Array(count);
  addFlights(picture, heat, family, new Uint16Array(count));
  strokeHeat(sink, picture, 1, heat, family);
}

function addFlights({ frame: { flights } }: Picture, heat: Float32Array, family: Uint8Array, counts: Uint16Array): void {
  counts.fill(0);
  for (let i = 0; i < flights.count; i += 1) {
    const link = flights.link[i];
    if (link < 0 || link >= heat.length) continue;
    counts[link] += 1;
    family[link] = flights.family[i];
  }
  for (let link = 0; link < counts.length; link += 1) {
    if (counts[link] > 0) heat[link] = Math.max(heat[link], Math.min(counts[link] / FULL_HEAT_MESSAGES, 1));
  }
}

/** By family and then by warmth, so that the warmer of two that cross lies above. Returns whether anything is warm. */
function strokeHeat(raster: LineSink, picture: Picture, ratio: number, heat: Float32Array, family: Uint8Array): boolean {
  const { lanes, palette } = picture;
  const styles = FAMILIES.map((name) =>
    Array.from({ length: STEPS }, (_, step) => ({ color: palette[HUE[name]], alpha: 0.5 + (0.5 * (step + 1)) / STEPS, width: (0.9 + (1.6 * (step + 1)) / STEPS) * ratio })),
  );
  let warm = false;
  for (let link = 0; link < heat.length; link += 1) {
    if (heat[link] <= COLD) continue;
    warm = true;
    if (!linkIsNear(picture, link)) continue;
    const style = styles[family[link]]?.[Math.min(Math.ceil(heat[link] * STEPS), STEPS) - 1];
    if (style !== undefined) raster.line(lanes.ax[link] * ratio, lanes.ay[link] * ratio, lanes.bx[link] * ratio, lanes.by[link] * ratio, style);
  }
  return warm;
}
