/** What is wrong with a file, thrown inside this room and caught at its door (graph-file.ts). */
export class GraphFault extends Error {
  override name = "GraphFault";
  /** "line 4, column 7", or a path in JSON */
  readonly place: string;

  constructor(place: Where, message: string) {
    super(message);
    this.place = typeof place === "string" ? place : place();
  }
}

/** A place in a file; lines are counted only when somebody is told. */
export type Where = string | (() => string);

/** "line 4, column 7" of an offset, both counted from 1. */
export function placeAt(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}

/** What stands at an offset, short enough for a message. */
export function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return "the end of the file";
  const rest = text.slice(offset, offset + 16).split(/[\r\n]/)[0]!;
  return rest === "" ? "the end of the line" : `"${rest}"`;
}
