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
