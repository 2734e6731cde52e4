import { useEffect, useRef } from "react";
import type { Frame } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";
import { clockParts } from "../../texts/units.ts";

interface ClockProps {
  readonly subscribeFrame: (listener: (frame: Frame) => void) => () => void;
  readonly getFrame: () => Frame | null;
}

/** Simulated time, painted with every frame past React. */
export function Clock({ subscribeFrame, getFrame }: ClockProps) {
  const main = useRef<HTMLSpanElement>(null);
  const rest = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const paint = (nowUs: number) => {
      const parts = clockParts(nowUs);
      if (main.current) main.current.textContent = parts.toMs;
      if (rest.current) rest.current.textContent = parts.us;
    };
    paint(getFrame()?.nowUs ?? 0);
    return subscribeFrame((frame) => paint(frame.nowUs));
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
