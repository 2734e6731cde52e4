/* oxlint-disable jsx-a11y/prefer-tag-over-role -- packets that lie anywhere in a list of any height are no <select> to the browser; their roles say what they are */
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { CapturedRow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { rowWindow, topFor, type ScrollPlace } from "../controls/row-window.ts";

const texts = CAPTURE_PAGE_TEXTS.open;
const ROW_PX = 26;
/** Rows that are asked for at once. */
const PAGE_ROWS = 200;
const NOWHERE: ScrollPlace = { top: 0, height: 0, shown: 600 };

interface PacketListProps {
  readonly session: Session;
  readonly count: number;
  /** the packet that is taken apart */
  readonly frame: number;
  readonly onFrame: (frame: number) => void;
}

/** The packets of a capture; one list that the arrow keys walk through, of which only the rows in sight are there. */
export function PacketList({ session, count, frame, onFrame }: PacketListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(NOWHERE);
  const { from, to } = rowWindow(count, ROW_PX, place, false);
  const rows = useRows(session, from, to);
  const look = (): void => {
    const element = scroller.current;
    if (element !== null) setPlace({ top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight });
  };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = topFor(frame - 1, ROW_PX, { top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight }, false);
    look();
  }, [frame]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, Math.floor(place.shown / ROW_PX), count);
    if (step === 0) return;
    event.preventDefault();
    onFrame(Math.min(count, Math.max(1, frame + step)));
  };
  return (
    <div className="packet-list" ref={scroller} onScroll={look} onKeyDown={onKeyDown} tabIndex={0} role="listbox" aria-label={texts.list} aria-activedescendant={`packet-${frame}`}>
      <div style={{ height: count * ROW_PX }}>
        <div style={{ transform: `translateY(${from * ROW_PX}px)` }} role="presentation">
          {Array.from({ length: to - from }, (_, i) => (
            <Line key={from + i} frame={from + i + 1} count={count} row={rows.get(from + i)} chosen={from + i + 1 === frame} onFrame={onFrame} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps {
  readonly frame: number;
  readonly count: number;
  readonly row: CapturedRow | undefined;
  readonly chosen: boolean;
  readonly onFrame: (frame: number) => void;
}

function Line({ frame, count, row, chosen, onFrame }: LineProps) {
  const way = row === undefined || row.from === "" ? "" : `${row.from} → ${row.to}`;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the list's
    <div id={`packet-${frame}`} className="packet-line" role="option" tabIndex={-1} aria-selected={chosen} aria-setsize={count} aria-posinset={frame} data-kind={row?.kind} data-severity={row?.severity === "" ? undefined : row?.severity} style={{ height: ROW_PX }} onClick={() => onFrame(frame)}>
      <span className="packet-number">{frame}</span>
      <span className="packet-time">{row?.at ?? ""}</span>
      <span className="packet-way">{way}</span>
      <span className="packet-sentence">
        {row?.severity === "error" && <Sign of="error" />}
        {row?.severity === "note" && <Sign of="note" />}
        {row?.sentence ?? ""}
        {row?.received === true && <i> {texts.received}</i>}
      </span>
    </div>
  );
}

/** A shape beside the colour. */
export function Sign({ of }: { readonly of: "note" | "error" }) {
  return (
    <b className="packet-sign" data-severity={of} role="img" aria-label={texts[of]}>
      {of === "error" ? "✕" : "!"}
    </b>
  );
}

function stepOf(key: string, page: number, count: number): number {
  switch (key) {
    case "ArrowDown":
      return 1;
    case "ArrowUp":
      return -1;
    case "PageDown":
      return page;
    case "PageUp":
      return -page;
    case "Home":
      return -count;
    case "End":
      return count;
    default:
      return 0;
  }
}

/** Rows by their place, fetched in pages as they come into sight. */
function useRows(session: Session, from: number, to: number): ReadonlyMap<number, CapturedRow> {
  const [rows, setRows] = useState<ReadonlyMap<number, CapturedRow>>(new Map());
  const asked = useRef(new Set<number>());
  useEffect(() => {
    for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < to; page++) {
      if (asked.current.has(page)) continue;
      asked.current.add(page);
      void session.query({ query: "capturedRows", from: page * PAGE_ROWS, count: PAGE_ROWS }).then((answer) => {
        setRows((now) => new Map([...now, ...answer.rows.map((row, i) => [answer.from + i, row] as const)]));
      });
    }
  }, [session, from, to]);
  return rows;
}
