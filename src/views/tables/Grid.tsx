/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows that lie anywhere in a body of any height are no table to the browser; their roles say what they are */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { TableRow, TableWindow } from "../../port/messages.ts";
import { useNarrow } from "../shell/surroundings.ts";
import type { Column } from "./columns.tsx";
import { type Cursor, cursorAfter } from "./cursor.ts";
import type { RowIdentity } from "./row-identity.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";
import { rowAt } from "./use-table-window.ts";

const ROW_PX = 32;
const NARROW_ROW_PX = 44;
const OVERSCAN = 8;

export interface Order {
  readonly sort: string;
  readonly descending: boolean;
}

interface GridProps {
  readonly label: string;
  readonly columns: readonly Column<TableRow>[];
  readonly window: TableWindow | null;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** which rows are to be seen */
  readonly onRange: (from: number, to: number) => void;
  readonly identityOf: (row: TableRow) => RowIdentity;
  readonly isSelected: (identity: RowIdentity) => boolean;
  readonly onSelect: (identity: RowIdentity) => void;
  /** what can be done to a row: a cell for what is done most, and one for the menu */
  readonly act: (row: TableRow, identity: RowIdentity, tabIndex: 0 | -1) => ReactNode;
  readonly menu: (row: TableRow, identity: RowIdentity, tabIndex: 0 | -1) => ReactNode;
}

/** The tracks of the two columns of commands. */
const ACT_TRACKS = "92px 44px";

/**
 * A table of any length as an ARIA grid: only the rows that are seen are drawn, each with its number; one cell takes the
 * focus, and arrow keys move it. The row that has the focus stays drawn wherever it is scrolled to, and when the order
 * changes under it the focus goes with the thing, not with the place.
 */
export function Grid(props: GridProps) {
  const { label, columns, window: shown, identityOf, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useNarrow() ? NARROW_ROW_PX : ROW_PX;
  const [range, setRange] = useState({ from: 0, to: 40 });
  const { cursor, focusKey, setCursor } = useCursor(shown, identityOf);
  const rows = shown?.matching ?? 0;
  const width = columns.length + 2;

  const measure = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const first = Math.floor(element.scrollTop / rowPx);
    const from = Math.max(0, first - OVERSCAN);
    const to = first + Math.ceil(element.clientHeight / rowPx) + OVERSCAN;
    if (from === range.from && to === range.to) return;
    setRange({ from, to });
    onRange(from, to);
  };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
    // oxlint-disable-next-line react/exhaustive-deps -- measured anew with the height of a row alone
  }, [rowPx]);

  const move = (event: KeyboardEvent): void => {
    const next = cursorAfter(event.key, event.ctrlKey || event.metaKey, cursor, rows, width);
    if (next === null || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    setCursor(next);
    reveal(scroller.current, next, rowPx);
    focusCell(scroller.current, next);
  };

  const drawn = positionsOf(range, rows, focusKey !== null && cursor.row >= 0 ? cursor.row : null);
  return (
    <div ref={scroller} className="grid-scroller" onScroll={measure}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its cells always takes the focus */}
      <div className="grid" role="grid" aria-label={label} aria-rowcount={rows + 1} aria-colcount={width} aria-busy={shown === null} style={{ "--tracks": `${columns.map((column) => column.width).join(" ")} ${ACT_TRACKS}`, "--row": `${rowPx}px` } as React.CSSProperties} onKeyDown={move}>
        <Head {...props} cursor={cursor} onFocus={(column) => setCursor({ row: -1, column })} />
        <div role="rowgroup" className="grid-body" style={{ height: rows * rowPx }}>
          {drawn.map((position) => (
            <GridRow key={keyAt(shown, position, identityOf)} {...props} row={rowAt(shown, position)} position={position} rowPx={rowPx} cursor={cursor} onFocus={(column) => setCursor({ row: position, column })} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The cursor, and the key of the thing in its row while the table has the focus: where that goes the cursor goes. */
function useCursor(shown: TableWindow | null, identityOf: GridProps["identityOf"]) {
  const [state, setState] = useState<{ readonly cursor: Cursor; readonly key: string | null }>({ cursor: { row: 0, column: 0 }, key: null });
  const setCursor = (cursor: Cursor): void => {
    const row = rowAt(shown, cursor.row);
    setState({ cursor, key: row === undefined ? null : identityOf(row).key });
  };
  const { cursor, key } = state;
  const row = rowAt(shown, cursor.row);
  const here = row === undefined ? null : identityOf(row).key;
  if (shown !== null && cursor.row >= 0 && here !== key) {
    const at = key === null ? -1 : shown.rows.findIndex((one) => identityOf(one).key === key);
    const next = at >= 0 ? { ...cursor, row: shown.from + at } : { ...cursor, row: Math.min(cursor.row, Math.max(0, shown.matching - 1)) };
    const nextRow = rowAt(shown, next.row);
    const nextKey = nextRow === undefined ? key : identityOf(nextRow).key;
    if (next.row !== cursor.row || nextKey !== key) setState({ cursor: next, key: nextKey });
  }
  return { cursor, focusKey: key, setCursor };
}

/** Rows of the range, and the one that has the focus. */
function positionsOf({ from, to }: { readonly from: number; readonly to: number }, rows: number, focused: number | null): number[] {
  const end = Math.min(to, rows);
  const positions = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
  if (focused !== null && focused < rows && (focused < from || focused >= end)) positions.push(focused);
  return positions.sort((x, y) => x - y);
}

function keyAt(shown: TableWindow | null, position: number, identityOf: GridProps["identityOf"]): string {
  const row = rowAt(shown, position);
  return row === undefined ? `at ${position}` : identityOf(row).key;
}

function reveal(scroller: HTMLElement | null, { row }: Cursor, rowPx: number): void {
  if (scroller === null || row < 0) return;
  const headPx = rowPx;
  const top = row * rowPx;
  if (top < scroller.scrollTop) scroller.scrollTo({ top });
  else if (top + rowPx + headPx > scroller.scrollTop + scroller.clientHeight) scroller.scrollTo({ top: top + rowPx + headPx - scroller.clientHeight });
}

/** When its row is drawn: at once, or after the next picture. */
function focusCell(scroller: HTMLElement | null, { row, column }: Cursor, triesLeft = 12): void {
  const cell = scroller?.querySelector<HTMLElement>(`[aria-rowindex="${row + 2}"] > [aria-colindex="${column + 1}"]`);
  if (cell) (cell.querySelector<HTMLElement>("[data-cell-focus]") ?? cell).focus({ preventScroll: row >= 0 });
  else if (triesLeft > 0) requestAnimationFrame(() => focusCell(scroller, { row, column }, triesLeft - 1));
  if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

interface Placed {
  readonly cursor: Cursor;
  readonly onFocus: (column: number) => void;
}

function Head({ columns, order, onOrder, cursor, onFocus }: GridProps & Placed) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {columns.map(({ id, numeric }, i) => {
          const sorted = order.sort === id;
          return (
            <div key={id} role="columnheader" className="grid-cell" data-numeric={numeric || undefined} aria-colindex={i + 1} aria-sort={sorted ? (order.descending ? "descending" : "ascending") : "none"}>
              <button type="button" data-cell-focus className="grid-sort" tabIndex={tabIndexOf(cursor, -1, i)} onFocus={() => onFocus(i)} onClick={() => onOrder({ sort: id, descending: sorted && !order.descending })} title={TABLE_TEXTS.sortBy(TABLE_TEXTS.columns[id])}>
                {TABLE_TEXTS.columns[id]}
                <span className="grid-arrow" aria-hidden="true">
                  {sorted ? (order.descending ? "↓" : "↑") : ""}
                </span>
              </button>
            </div>
          );
        })}
        {[TABLE_TEXTS.act, TABLE_TEXTS.more].map((title, i) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- cells of a grid take the focus
          <div key={title} role="columnheader" className="grid-cell" aria-colindex={columns.length + i + 1} tabIndex={tabIndexOf(cursor, -1, columns.length + i)} onFocus={() => onFocus(columns.length + i)}>
            <span className={i === 1 ? "visually-hidden" : "grid-plain"}>{title}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function tabIndexOf(cursor: Cursor, row: number, column: number): 0 | -1 {
  return cursor.row === row && cursor.column === column ? 0 : -1;
}

interface GridRowProps extends GridProps, Placed {
  readonly row: TableRow | undefined;
  readonly position: number;
  readonly rowPx: number;
}

function GridRow({ row, position, rowPx, columns, cursor, onFocus, identityOf, isSelected, onSelect, act, menu }: GridRowProps) {
  const identity = row === undefined ? null : identityOf(row);
  const style = { height: rowPx, transform: `translateY(${position * rowPx}px)` };
  const tab = (column: number) => tabIndexOf(cursor, position, column);
  const cellProps = (column: number) => ({ className: "grid-cell", "aria-colindex": column + 1, onFocus: () => onFocus(column) });
  return (
    <div role="row" className="grid-row" aria-rowindex={position + 2} aria-selected={identity !== null && isSelected(identity)} style={style}>
      {columns.map(({ id, numeric, cell }, i) =>
        i === 0 ? (
          <div key={id} role="rowheader" {...cellProps(i)}>
            {row === undefined || identity === null ? (
              <span data-cell-focus tabIndex={tab(i)}>
                {TABLE_TEXTS.loading}
              </span>
            ) : (
              <button type="button" data-cell-focus className="grid-select" tabIndex={tab(i)} onClick={() => onSelect(identity)}>
                {cell(row)}
              </button>
            )}
          </div>
        ) : (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the first cell has a button for it
          <div key={id} role="gridcell" {...cellProps(i)} data-numeric={numeric || undefined} tabIndex={tab(i)} onClick={() => identity !== null && onSelect(identity)}>
            {row === undefined ? TABLE_TEXTS.loading : cell(row)}
          </div>
        ),
      )}
      <div role="gridcell" {...cellProps(columns.length)}>
        {row !== undefined && identity !== null && act(row, identity, tab(columns.length))}
      </div>
      <div role="gridcell" {...cellProps(columns.length + 1)}>
        {row !== undefined && identity !== null && menu(row, identity, tab(columns.length + 1))}
      </div>
    </div>
  );
}
