/** LINK-05: a label with `*` (any run of characters) and `?` (one character), case-sensitive, over the label's bytes. */
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
        from++;
        at++;
      } else if (star >= 0) {
        from = star + 1;
        at = ++retry;
      } else return false;
    }
    while (pattern[from] === "*") from++;
    return from === pattern.length;
  }
}
