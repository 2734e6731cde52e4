import { useMemo, useSyncExternalStore } from "react";
import type { Frame } from "../../port/messages.ts";
import { sameStanding } from "./frame-changes.ts";
import type { StageProps } from "./stage-props.ts";

const BEAT_MS = 400;

/**
 * The newest frame for what is rendered with React: it changes only when nodes, links, tree or path do, and at most
 * every BEAT_MS. Messages in flight never come this way.
 */
export function useCalmFrame(subscribeFrame: StageProps["subscribeFrame"], getFrame: StageProps["getFrame"]): Frame | null {
  const calm = useMemo(() => calmFrames(subscribeFrame, getFrame), [subscribeFrame, getFrame]);
  return useSyncExternalStore(calm.subscribe, calm.current);
}

export interface CalmFrames {
  readonly subscribe: (listener: () => void) => () => void;
  readonly current: () => Frame | null;
}

export function calmFrames(subscribeFrame: StageProps["subscribeFrame"], getFrame: StageProps["getFrame"]): CalmFrames {
  let shown: Frame | null = null;
  let shownMs = -Infinity;
  return {
    current: () => (shown ??= getFrame()),
    subscribe(listener) {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const show = (): void => {
        timer = null;
        shown = getFrame();
        shownMs = performance.now();
        listener();
      };
      const stop = subscribeFrame((next) => {
        if (timer !== null || (shown !== null && next.topology === null && sameStanding(shown, next))) return;
        timer = setTimeout(show, Math.max(0, BEAT_MS - (performance.now() - shownMs)));
      });
      return () => {
        stop();
        if (timer !== null) clearTimeout(timer);
      };
    },
  };
}
