import { useEffect, useRef, useState } from "react";
import type { Frame, TableAsk, TableName, TableRow, TableWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";

/** While a run plays a table is read again at most so often; and never so often that the worker has little time for the run. */
const REFRESH_MS = 400;
const WORK_SHARE = 6;

export type Asked = Omit<TableAsk, "from" | "count">;

/**
 * The rows of a table between two places, as the run has them now. What was read last stays until the answer is there,
 * so that a table never blinks; rows that another order would have put there are not among them.
 */
export function useTableWindow(session: Session, asked: Asked, from: number, to: number, panel: Frame | null): TableWindow | null {
  const [shown, setShown] = useState<TableWindow | null>(null);
  const latest = useRef({ number: 0, busyUntilMs: 0 });
  const { table, sort, descending, find, node, pfs } = asked;
  const sequence = panel?.sequence ?? 0;
  const playing = panel?.playing ?? false;
  const orderKey = JSON.stringify([table, sort, descending, find, node, pfs, from, to]);
  const lastKey = useRef("");
  useEffect(() => {
    if (sequence === 0) return undefined;
    const changed = lastKey.current !== orderKey;
    const ask = (): void => {
      lastKey.current = orderKey;
      const number = (latest.current.number += 1);
      const startedMs = performance.now();
      void session.query({ query: "table", ask: { table, sort, descending, find, node, pfs, from, count: to - from } }).then(({ window }) => {
        const tookMs = performance.now() - startedMs;
        latest.current.busyUntilMs = performance.now() + Math.max(REFRESH_MS, tookMs * WORK_SHARE);
        if (number === latest.current.number) setShown(window);
      });
    };
    const waitMs = changed || !playing ? 0 : Math.max(0, latest.current.busyUntilMs - performance.now());
    if (waitMs === 0) {
      ask();
      return undefined;
    }
    const timer = setTimeout(ask, waitMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- orderKey is all of what is asked
  }, [session, orderKey, sequence, playing]);
  return shown?.table === table ? shown : null;
}

/** The row at a place, if the window has it. */
export function rowAt(window: TableWindow | null, position: number): TableRow | undefined {
  return window?.rows[position - window.from];
}

/** Column by which a table starts out, and which way. */
export function firstOrder(table: TableName): Pick<Asked, "sort" | "descending"> {
  if (table === "transactions") return { sort: "openedUs", descending: true };
  return { sort: table === "spans" ? "node" : "id", descending: false };
}
