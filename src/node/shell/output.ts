import { utf8Encode } from "../../base/bytes.ts";

/**
 * Output that waits to be sent, as the aux texts of elements: whole lines, each with its end of line, as many as fit; a line
 * that fits into none goes in parts. What all elements say, one behind the other, is the output.
 */
export class Output {
  private _lines: string[] = [];
  private _next = 0;
  /** what an element has already said of the next line, in UTF-16 units */
  private _said = 0;

  get isEmpty(): boolean {
    return this._next === this._lines.length;
  }

  /** Lines of which nothing has been sent. */
  get count(): number {
    return this._lines.length - this._next;
  }

  /** Lines that are kept, those that are sent already included. */
  get kept(): number {
    return this._lines.length;
  }

  set(lines: readonly string[]): void {
    // A line is a line, whatever somebody has put into a label.
    this._lines = lines.map((line) => line.replace(/\p{Cc}/gu, " "));
    this._next = 0;
    this._said = 0;
  }

  clear(): void {
    this.set([]);
  }

  /** The next element's aux data with its NUL, at most `bytesMax` bytes. */
  take(bytesMax: number): Uint8Array {
    let text = "";
    let room = bytesMax - 1;
    while (!this.isEmpty) {
      const rest = `${this._lines[this._next]!.slice(this._said)}\n`;
      const bytes = utf8Encode(rest).length;
      if (bytes <= room) {
        text += rest;
        room -= bytes;
        this._next++;
        this._said = 0;
        continue;
      }
      if (text !== "") break;
      text = startOf(rest, room);
      this._said += text.length;
      break;
    }
    return utf8Encode(`${text}\0`);
  }
}

/** As many whole characters as fit. */
function startOf(text: string, bytesMax: number): string {
  let start = "";
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Encode(character).length;
    if (bytes > bytesMax) break;
    start += character;
  }
  return start;
}
