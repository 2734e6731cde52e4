/**
 * The page's one animation-frame loop. Painters ask for a frame when something has changed; nobody else calls
 * requestAnimationFrame. News from the worker is never handled here: it is taken in when it comes, and only painted here.
 */
export type FrameStep = (wallMs: number) => void;

export interface FrameLoop {
  /** runs the step once with the next frame; asking twice is asking once */
  request(step: FrameStep): void;
  /** takes the request back */
  cancel(step: FrameStep): void;
}

export function createFrameLoop(nextFrame: (callback: (wallMs: number) => void) => number): FrameLoop {
  let asked = new Set<FrameStep>();
  let scheduled = false;

  const run = (wallMs: number): void => {
    scheduled = false;
    const steps = asked;
    asked = new Set();
    for (const step of steps) step(wallMs);
  };

  return {
    request(step) {
      asked.add(step);
      if (scheduled) return;
      scheduled = true;
      nextFrame(run);
    },
    cancel(step) {
      asked.delete(step);
    },
  };
}

export const frameLoop: FrameLoop = createFrameLoop((callback) => requestAnimationFrame(callback));
