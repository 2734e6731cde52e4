import { createForceLayout, type ForceLayout } from "./force-layout.ts";
import { chooseStart } from "./layout-choice.ts";
import type { FromLayout, ToLayout } from "./layout-port.ts";

/** Runs one force layout at a time, in slices, so that a drag or a new task gets in between. */

/** The first answer waits this long, so that small meshes appear settled instead of unfolding before one's eyes. */
const FIRST_SLICE_MS = 400;
const SLICE_MS = 14;

let layout: ForceLayout | null = null;
let id = 0;
let resting = true;

function run(sliceMs: number): void {
  if (layout === null) return;
  const end = performance.now() + sliceMs;
  let moving = true;
  while (moving && performance.now() < end) moving = layout.tick();
  resting = !moving;
  const answer: FromLayout = { id, xy: layout.positions(), done: resting };
  self.postMessage(answer, { transfer: [answer.xy.buffer] });
  if (!resting) setTimeout(run, 0, SLICE_MS);
}

function wake(): void {
  if (!resting) return;
  resting = false;
  setTimeout(run, 0, SLICE_MS);
}

self.onmessage = ({ data }: MessageEvent<ToLayout>): void => {
  if (data.type === "task") {
    const asleep = resting;
    layout = createForceLayout(chooseStart(data.task));
    id = data.id;
    resting = false;
    if (asleep) run(FIRST_SLICE_MS);
    return;
  }
  if (data.id !== id || layout === null) return;
  if (data.type === "hold") layout.hold(data.node, data.x, data.y);
  else layout.release(data.node);
  wake();
};
