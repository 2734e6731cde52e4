/** A kind of row: how many there are, what is read of each, and by what they are ordered. */
export interface TableSource<Row> {
  readonly count: number;
  /** everything that one reads in the row, for a search */
  text(at: number): string;
  /** keys of one column are all numbers or all texts */
  key(at: number, column: string): number | string;
  row(at: number): Row;
}

/** Positions of the rows that have every word of `find`, ordered by a column; equal ones stay in the order of the source. */
export function selectRows(source: TableSource<unknown>, find: string, column: string, descending: boolean): Int32Array {
  const words = find
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: number[] = [];
  for (let at = 0; at < source.count; at++) if (words.length === 0 || hasAll(source.text(at).toLowerCase(), words)) found.push(at);
  const keys = new Map(found.map((at) => [at, source.key(at, column)]));
  const turn = descending ? -1 : 1;
  found.sort((x, y) => turn * compare(keys.get(x)!, keys.get(y)!) || x - y);
  return Int32Array.from(found);
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function compare(x: number | string, y: number | string): number {
  if (typeof x === "number" && typeof y === "number") return x - y;
  return compareNames(String(x), String(y));
}

/** "n2" before "n10": runs of digits count as numbers, everything else by its code. */
export function compareNames(x: string, y: string): number {
  const [left, right] = [partsOf(x), partsOf(y)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [a, b] = [left[i]!, right[i]!];
    if (a === b) continue;
    const numbers = Number(a) - Number(b);
    if (numbers !== 0 && !Number.isNaN(numbers)) return numbers;
    return a < b ? -1 : 1;
  }
  return left.length - right.length || (x < y ? -1 : x > y ? 1 : 0);
}

function partsOf(text: string): string[] {
  return text.toLowerCase().match(/\d+|\D+/g) ?? [];
}

/** Names -> their places in the order of names, so that thousands of rows are ordered by numbers. */
export function ranksOf(names: readonly string[]): Int32Array {
  const order = names.map((_, at) => at).sort((a, b) => compareNames(names[a]!, names[b]!) || a - b);
  const ranks = new Int32Array(names.length);
  let rank = -1;
  for (const [place, at] of order.entries()) {
    if (place === 0 || names[at] !== names[order[place - 1]!]) rank++;
    ranks[at] = rank;
  }
  return ranks;
}
