import { memo } from "react";
import type { FeedFilter, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { isUnfiltered, type FeedTarget } from "../../store/ui.ts";
import { FeedFilterBar } from "./FeedFilterBar.tsx";
import { FeedList } from "./FeedList.tsx";
import "./feed.css";

interface FeedPanelProps {
  readonly session: Session;
  readonly filter: FeedFilter;
  readonly target: FeedTarget | null;
  readonly topology: TopologyView | null;
}

export const FeedPanel = memo(function FeedPanel({ session, filter, target, topology }: FeedPanelProps) {
  return (
    <div className="feed">
      <FeedFilterBar filter={filter} topology={topology} onFilter={session.ui.filterFeed} />
      <FeedList feed={session.feed} filtered={!isUnfiltered(filter)} target={target} onSelect={session.select} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} />
    </div>
  );
});
