/**
 * What stands behind ~, without case. A pattern with * in it is held against the whole name, * standing for anything; one
 * without is looked for anywhere in it. In sentences (`anywhere`) a pattern is always looked for anywhere.
 */
export class Pattern {
  private readonly _parts: readonly string[];
  private readonly _whole: boolean;

  constructor(text: string, anywhere: boolean) {
    this._parts = text.toLowerCase().split("*");
    this._whole = !anywhere && this._parts.length > 1;
  }

  matches(name: string): boolean {
    const text = name.toLowerCase();
    const last = this._parts.length - 1;
    let at = 0;
    for (let i = 0; i <= last; i++) {
      const part = this._parts[i]!;
      if (this._whole && i === last) return text.length - part.length >= at && text.endsWith(part);
      const found = this._whole && i === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return true;
  }
}
