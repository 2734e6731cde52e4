import { isNilUuid, sameUuid, type UuidWords } from "../base/uuid.ts";

/** What a CONN asks its peer to limit itself to (LINK-05): a nil uuid, an empty label and `*` ask for nothing. Worked out here by the words of the rule, beside what nodes make of it. */
export interface AskedFilter {
  readonly clid: UuidWords;
  readonly fsid: UuidWords;
  readonly label: string;
}

export function asksForNothing({ clid, fsid, label }: AskedFilter): boolean {
  return isNilUuid(clid) && isNilUuid(fsid) && (label === "" || label === "*");
}

export function letsThrough(filter: AskedFilter, clid: UuidWords, fsid: UuidWords, label: string): boolean {
  if (!isNilUuid(filter.clid) && !sameUuid(filter.clid, clid)) return false;
  if (!isNilUuid(filter.fsid) && !sameUuid(filter.fsid, fsid)) return false;
  return filter.label === "" || isLike(label, filter.label);
}

/** `*` any run of characters, `?` one character. Character by character: which prefixes of the pattern fit what was read so far. */
export function isLike(label: string, pattern: string): boolean {
  const signs = Array.from(pattern); // by characters, not by units
  let fits = [true, ...signs.map(() => false)];
  const skipStars = (row: boolean[]): boolean[] => {
    for (const [at, sign] of signs.entries()) if (sign === "*" && row[at]) row[at + 1] = true;
    return row;
  };
  fits = skipStars(fits);
  for (const character of label) {
    const next = [false, ...signs.map(() => false)];
    for (const [at, sign] of signs.entries()) {
      if (!fits[at] || sign === "*") continue;
      if (sign === "?" || sign === character) next[at + 1] = true;
    }
    // A star behind which we are may take one more.
    for (const [at, sign] of signs.entries()) if (sign === "*" && fits[at + 1]) next[at + 1] = true;
    fits = skipStars(next);
  }
  return fits[signs.length]!;
}
