import type { Mirror } from "../../store/mirror.ts";

/** Of the mirror, what stays the same while a run plays: who reads no more (with useShallow) is not rendered with its frames. */
export function standing({ loaded, loadErrors, crashed, stalledS, topology, panel, run }: Mirror) {
  return { loaded, loadErrors, crashed, stalledS, topology, run, playing: panel?.playing ?? false, behind: panel?.behind ?? false, speedUsPerS: panel?.speedUsPerS ?? null };
}
