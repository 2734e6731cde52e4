import { useEffect, useRef, useState } from "react";
import type { Beside } from "./beside.ts";

/** Simulated time that one beat may go on, and wall time of a beat. */
const BEAT_MS = 50;
const SPEED_US_PER_S = 50_000;

type Pair = readonly [Beside, Beside];

export interface Conducted {
  readonly atUs: number;
  readonly playing: boolean;
  readonly play: (on: boolean) => void;
  readonly goTo: (atUs: number) => void;
}

/** Where two runs stand together, and whether they go on; another pair begins anew. */
interface Stand {
  readonly of: Pair | null;
  readonly atUs: number;
  readonly playing: boolean;
}

/** Drives two runs as one: neither is asked to go on before both have come to the time of the last beat. */
export function useConductor(pair: Pair | null, untilUs: number): Conducted {
  const [last, setLast] = useState<Stand>({ of: null, atUs: 0, playing: true });
  const at = useRef(0);
  const stand = last.of === pair ? last : { of: pair, atUs: 0, playing: true };
  const { playing } = stand;
  useEffect(() => {
    at.current = 0;
  }, [pair]);
  useEffect(() => {
    if (pair === null) return;
    const beat = setInterval(() => {
      const arrived = pair.every(({ session }) => session.getFrame()?.nowUs === at.current && session.getFrame()?.playing === false);
      if (!arrived) return pair.forEach(({ session }) => reach(session, at.current));
      setLast((now) => (now.of === pair && now.atUs === at.current ? now : { of: pair, atUs: at.current, playing }));
      if (!playing || at.current >= untilUs) return;
      at.current = Math.min(untilUs, at.current + Math.floor((SPEED_US_PER_S * BEAT_MS) / 1_000));
      for (const { session } of pair) session.runTo(at.current);
    }, BEAT_MS);
    return () => clearInterval(beat);
  }, [pair, playing, untilUs]);
  return {
    atUs: stand.atUs,
    playing,
    play: (on) => setLast({ ...stand, playing: on }),
    goTo: (time) => {
      at.current = time;
      setLast({ of: pair, atUs: time, playing: false });
      for (const { session } of pair ?? []) {
        if ((session.getFrame()?.nowUs ?? 0) >= time) session.seekTime(time);
        else session.runTo(time);
      }
    },
  };
}

/** A run that opened playing is held, one that stands too early goes on, and one that has gone too far comes back. */
function reach(session: Beside["session"], atUs: number): void {
  const frame = session.getFrame();
  if (frame === null) return;
  if (frame.playing) session.pause();
  if (frame.nowUs < atUs) session.runTo(atUs);
  else if (frame.nowUs > atUs && frame.tape.seekingPerMille === null) session.seekTime(atUs);
}
