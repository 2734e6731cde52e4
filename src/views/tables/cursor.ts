/** Where the focus of a table stands: row -1 is the head. */
export interface Cursor {
  readonly row: number;
  readonly column: number;
}

const PAGE = 10;

/** Where a key leads, null = it is not the table's. Control with Home and End goes to the first and the last row as well. */
export function cursorAfter(key: string, control: boolean, { row, column }: Cursor, rows: number, columns: number): Cursor | null {
  const to = (nextRow: number, nextColumn: number): Cursor => ({ row: Math.min(Math.max(nextRow, -1), rows - 1), column: Math.min(Math.max(nextColumn, 0), columns - 1) });
  switch (key) {
    case "ArrowDown":
      return to(row + 1, column);
    case "ArrowUp":
      return to(row - 1, column);
    case "ArrowRight":
      return to(row, column + 1);
    case "ArrowLeft":
      return to(row, column - 1);
    case "PageDown":
      return to(row + PAGE, column);
    case "PageUp":
      return to(row < 0 ? row : Math.max(0, row - PAGE), column);
    case "Home":
      return to(control ? 0 : row, 0);
    case "End":
      return to(control ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
