import type { Frame, TopologyView } from "../../port/messages.ts";
import { inspectedName } from "../../store/mirror.ts";

interface Shown {
  readonly panel: Frame | null;
  readonly topology: TopologyView | null;
}

/** Whether what a part of the page shows gives way at once: only between two beats of a run that goes on playing may it wait for its turn. */
export function showsAtOnce(shown: Shown, next: Shown): boolean {
  if (shown.panel === null || next.panel === null || shown.topology !== next.topology) return true;
  if (!next.panel.playing || !shown.panel.playing) return true;
  return inspectedName(shown.panel) !== inspectedName(next.panel);
}

/**
 * Which frame of the page, counted from the one that the stage shows, is whose turn. Every second one: what React renders in one
 * frame is laid out and painted in the next, and those two of neighbours would come together.
 */
export const TURN = { stage: 0, inspector: 1, centre: 1, bottom: 3, tools: 5, tape: 7 } as const;

/** Whoever waits for its turn, once at a time: what is asked for meanwhile is shown with it. Asked anew with every frame, on a slow machine its turn would never come. */
export class Waiting {
  private _callOff: (() => void) | null = null;

  /** Calls `then` when the turn has come, unless one is waited for already. */
  begin(turn: number, then: () => void): void {
    this._callOff ??= inTurn(turn, () => {
      this._callOff = null;
      then();
    });
  }

  end(): void {
    this._callOff?.();
    this._callOff = null;
  }
}

/** Calls `then` when so many frames of the page have begun, after the last of them was painted; returns how to call it off. */
function inTurn(turn: number, then: () => void): () => void {
  let left = turn;
  let timer = 0;
  const wait = (): void => {
    left -= 1;
    if (left > 0) request = requestAnimationFrame(wait);
    else timer = window.setTimeout(then);
  };
  let request = requestAnimationFrame(wait);
  return () => {
    cancelAnimationFrame(request);
    clearTimeout(timer);
  };
}
