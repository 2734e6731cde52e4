import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import "../stage/probe.ts";

declare global {
  /** What the page adds to the stage's part of the probe. */
  interface SpanscopeProbes {
    /** the last frame, or null before the first */
    frame?: () => Frame | null;
    /** nothing that was asked of the worker is unanswered, and the stage has come to rest (messages may fly) */
    idle?: () => boolean;
  }
}

/** Answers for end-to-end tests, on `window.__spanscope`; it changes nothing. */
export function publishSessionProbe(session: Session): void {
  window.__spanscope = {
    ...window.__spanscope,
    frame: session.getFrame,
    idle: () => session.getFrame() !== null && session.idle() && (window.__spanscope?.stage?.idle() ?? false),
  };
}
