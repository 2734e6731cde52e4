/** LINK-05: a label with `*` (any run of characters) and `?` (one character), case-sensitive, over the label's characters: `?` is one of them, whatever its length in bytes. */
export class LabelPattern {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Greedy with one point to go back to: linear for one `*`, never exponential. */
  matches(label: string): boolean {
    const pattern = this.text;
    let at = 0;
    let from = 0;
    let star = -1;
    let retry = 0;
    while (at < label.length) {
      if (pattern[from] === "*") {
        star = from++;
        retry = at;
      } else if (from < pattern.length && (pattern[from] === "?" || pattern[from] === label[at])) {
        at += pattern[from] === "?" ? unitsAt(label, at) : 1;
        from++;
      } else if (star >= 0) {
        from = star + 1;
        retry += unitsAt(label, retry);
        at = retry;
      } else return false;
    }
    while (pattern[from] === "*") from++;
    return from === pattern.length;
  }
}

/** UTF-16 units of the character at an index. */
function unitsAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}
