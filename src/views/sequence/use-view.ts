import { useMemo } from "react";
import type { Frame, SequenceView, TopologyView } from "../../port/messages.ts";
import type { Ui } from "../../store/ui.ts";
import { useStable } from "../shell/stable.ts";
import { chosenColumns, columnsThere } from "./columns.ts";

/** What diagram and lanes ask the worker to put on their axis. */
export function useSequenceView({ sequence, feedFilter }: Pick<Ui, "sequence" | "feedFilter">, topology: TopologyView | null, panel: Frame | null): SequenceView {
  const { columns: chosen, scale, pings, filtered } = sequence;
  const columns = useStable(chosen === null ? chosenColumns(topology, panel?.path ?? null) : columnsThere(chosen, topology));
  return useMemo(() => ({ columns, scale, pings, filtered, filter: feedFilter }), [columns, scale, pings, filtered, feedFilter]);
}
