import { useEffect, useRef } from "react";
import type { Frame } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";
import { clockParts } from "../../texts/units.ts";

interface ClockProps {
  readonly subscribeFrame: (listener: (frame: Frame) => void) => () => void;
  readonly getFrame: () => Frame | null;
}

/** While the run plays; faster nobody reads digits, and each time the page is laid out for them. */
const CLOCK_BEAT_MS = 48;

/** Simulated time, painted past React. */
export function Clock({ subscribeFrame, getFrame }: ClockProps) {
  const main = useRef<HTMLSpanElement>(null);
  const rest = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const paint = (nowUs: number) => {
      const parts = clockParts(nowUs);
      if (main.current) main.current.textContent = parts.toMs;
      if (rest.current) rest.current.textContent = parts.us;
    };
    let paintedMs = Number.NEGATIVE_INFINITY;
    paint(getFrame()?.nowUs ?? 0);
    return subscribeFrame(({ nowUs, playing }) => {
      const wallMs = performance.now();
      if (playing && wallMs - paintedMs < CLOCK_BEAT_MS) return;
      paintedMs = wallMs;
      paint(nowUs);
    });
  }, [subscribeFrame, getFrame]);
  return (
    <div className="clock" role="timer" aria-live="off" aria-label={TEXTS.transport.clock}>
      <span ref={main}>0.000</span>
      <small>
        <span ref={rest}>000</span> s
      </small>
    </div>
  );
}
