import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import type { FeedRow } from "../../port/messages.ts";
import type { Feed } from "../../store/feed.ts";
import type { FeedTarget } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { useRowWindow } from "../controls/row-window.ts";
import { EmptyState } from "../controls/field.tsx";
import { useNarrow } from "../shell/surroundings.ts";
import { TURN, Waiting } from "../shell/turns.ts";
import { TEXTS } from "../../texts/page.ts";
import { FeedLine } from "./FeedLine.tsx";
import { listed } from "./row-target.ts";

interface FeedListProps {
  readonly feed: Feed;
  /** number of the event that is looked at */
  readonly event: number | null;
  readonly target: FeedTarget | null;
  /** rows from this event on are still to come where the tape stands */
  readonly tapeRow: number;
  readonly onSelect: (row: FeedRow) => void;
  readonly onRule: (rule: string) => void;
}

/** The height of a row: one line, or two where a sentence would not fit into one. */
const ROW_PX = 26;
const NARROW_ROW_PX = 46;

/** The feed, or that nothing has happened. */
export function FeedList({ filtered, ...rows }: FeedListProps & { readonly filtered: boolean }) {
  useSyncExternalStore(useMemo(() => subscribeInTurn(rows.feed), [rows.feed]), rows.feed.version);
  if (listed(rows.feed.count).count === 0) return <EmptyState>{filtered ? TEXTS.feed.emptyFiltered : TEXTS.feed.empty}</EmptyState>;
  return <FeedRows {...rows} />;
}

/** Only as many rows as are seen. Arrow keys go from row to row, Enter selects. */
function FeedRows({ feed, event: looked, target, tapeRow, onSelect, onRule }: FeedListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { count, first } = listed(feed.count);
  const rowPx = useNarrow() ? NARROW_ROW_PX : ROW_PX;
  const [cursor, setCursor] = useState(-1);
  const { from, to, follows, onScroll, show, toEnd } = useRowWindow(scroller, count, rowPx, cursor);

  useEffect(() => feed.need(first + from, first + to), [feed, first, from, to, count]);
  const shown = useRef<FeedTarget | null>(null);
  useEffect(() => {
    // A filter that was just taken off: the list is not yet as long as the place of the row.
    if (target === null || target === shown.current || target.position - first >= count) return;
    shown.current = target;
    show(target.position - first, true);
    // oxlint-disable-next-line react/exhaustive-deps -- a target is aimed at once
  }, [target, first, count]);

  const move = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, cursor < from || cursor >= to ? from : cursor, count);
    if (next === null) return;
    event.preventDefault();
    setCursor(next);
    show(next, false);
    requestAnimationFrame(() => requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] .feed-sentence`)?.focus({ preventScroll: true })));
  };
  const tabbable = cursor >= from && cursor < to ? cursor : Math.max(from, to - 1);
  return (
    <div className="feed-frame">
      <div ref={scroller} className="feed-scroller" onScroll={onScroll}>
        <ol className="feed-rows" aria-label={TEXTS.feed.list} style={{ height: count * rowPx }}>
          {Array.from({ length: to - from }, (_, i) => from + i).map((index) => {
            const row = feed.row(first + index);
            return <FeedLine key={index} row={row} index={index} count={count} top={index * rowPx} height={rowPx} tabbable={index === tabbable} toCome={row !== undefined && row.event >= tapeRow} aimed={row !== undefined && row.event === (looked ?? target?.event)} onSelect={() => row && onSelect(row)} onFocus={() => setCursor(index)} onKey={move} onRule={onRule} />;
          })}
        </ol>
      </div>
      {!follows && (
        <Button small className="to-newest" onClick={toEnd}>
          {TEXTS.feed.newer}
        </Button>
      )}
    </div>
  );
}

/** What comes with the beat of the panels waits for the turn of the list; answers and other filters show at once. */
function subscribeInTurn(feed: Feed) {
  return (notify: () => void): (() => void) => {
    const waiting = new Waiting();
    const leave = feed.subscribe((withBeat) => (withBeat ? waiting.begin(TURN.bottom, notify) : notify()));
    return () => {
      waiting.end();
      leave();
    };
  };
}

function nextIndex(key: string, cursor: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  return step === undefined ? null : Math.min(Math.max(cursor + step, 0), count - 1);
}
