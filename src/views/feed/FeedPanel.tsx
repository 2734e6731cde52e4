import { memo } from "react";
import { useStore } from "zustand";
import type { FeedFilter, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type FeedTarget } from "../../store/ui.ts";
import { FeedFilterBar } from "./FeedFilterBar.tsx";
import { FeedList } from "./FeedList.tsx";
import "./feed.css";

interface FeedPanelProps {
  readonly session: Session;
  readonly filter: FeedFilter;
  readonly history: readonly string[];
  /** number of the event that is looked at */
  readonly event: number | null;
  readonly target: FeedTarget | null;
  readonly topology: TopologyView | null;
}

export const FeedPanel = memo(function FeedPanel({ session, filter, history, event, target, topology }: FeedPanelProps) {
  const tapeRow = useStore(session.mirror, ({ panel }) => (panel === null || panel.tape.live ? Number.POSITIVE_INFINITY : panel.tape.row));
  return (
    <div className="feed">
      <FeedFilterBar session={session} history={history} filter={filter} topology={topology} />
      <FeedList feed={session.feed} filtered={!isUnfiltered(filter)} event={event} target={target} tapeRow={tapeRow} onSelect={session.lookAt} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} />
    </div>
  );
});
