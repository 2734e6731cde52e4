import { useEffect, useRef, useState } from "react";
import type { Beside } from "./beside.ts";

/** Simulated time that one beat may go on, and wall time of a beat. */
const BEAT_MS = 50;
const SPEED_US_PER_S = 50_000;

export interface Conducted {
  readonly atUs: number;
  readonly playing: boolean;
  readonly play: (on: boolean) => void;
  readonly goTo: (atUs: number) => void;
}

/** Drives two runs as one: neither is asked to go on before both have come to the time of the last beat. */
export function useConductor(pair: readonly [Beside, Beside] | null, untilUs: number): Conducted {
  const [atUs, setAtUs] = useState(0);
  const [playing, setPlaying] = useState(true);
  const at = useRef(0);
  useEffect(() => {
    if (pair === null) return;
    at.current = 0;
    const beat = setInterval(() => {
      const arrived = pair.every(({ session }) => (session.getFrame()?.nowUs ?? -1) >= at.current && session.getFrame()?.playing === false);
      if (!arrived) return pair.forEach(({ session }) => reach(session, at.current));
      setAtUs(at.current);
      if (!playing || at.current >= untilUs) return;
      at.current = Math.min(untilUs, at.current + Math.floor((SPEED_US_PER_S * BEAT_MS) / 1_000));
      for (const { session } of pair) session.runTo(at.current);
    }, BEAT_MS);
    return () => clearInterval(beat);
  }, [pair, playing, untilUs]);
  return {
    atUs,
    playing,
    play: setPlaying,
    goTo: (time) => {
      setPlaying(false);
      at.current = time;
      setAtUs(time);
      for (const { session } of pair ?? []) {
        if ((session.getFrame()?.nowUs ?? 0) > time) session.seekTime(time);
        else session.runTo(time);
      }
    },
  };
}

/** A run that opened playing is held, and one that stands too early goes on. */
function reach(session: Beside["session"], atUs: number): void {
  const frame = session.getFrame();
  if (frame === null) return;
  if (frame.playing) session.pause();
  if (frame.nowUs < atUs) session.runTo(atUs);
}
