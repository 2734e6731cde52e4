import { COPY_AS, scratchOf } from "./graph-copy.ts";

/**
 * A digest of everything that hangs on an object and that a copy would have of its own (graph-copy.ts): two graphs of one
 * digest have the same shape and the same values. For proofs that a state was reached again exactly.
 */
export function digestGraph(root: object, shared: ReadonlySet<object> = new Set()): string {
  const walk = new Walk(shared);
  walk.value(root);
  walk.work();
  return walk.toString();
}

const KIND = { undefined: 1, null: 2, boolean: 3, number: 4, bigint: 5, string: 6, seen: 7, shared: 8, view: 9, array: 10, map: 11, set: 12, object: 13, function: 14 } as const;
const float = new Float64Array(1);
const floatWords = new Uint32Array(float.buffer);

class Walk {
  private _a = 0x811c9dc5;
  private _b = 0x9e3779b9;
  private readonly _shared: ReadonlySet<object>;
  private readonly _numbers = new Map<object, number>();
  private readonly _todo: object[] = [];

  constructor(shared: ReadonlySet<object>) {
    this._shared = shared;
  }

  toString(): string {
    return [this._a, this._b].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  value(of: unknown): void {
    switch (typeof of) {
      case "object":
        if (of === null) this._mix(KIND.null);
        else this._object(of);
        return;
      case "number":
        this._mix(KIND.number);
        float[0] = of;
        this._mix(floatWords[0]!);
        this._mix(floatWords[1]!);
        return;
      case "boolean":
        this._mix(KIND.boolean + (of ? 0x100 : 0));
        return;
      case "undefined":
        this._mix(KIND.undefined);
        return;
      case "function":
        this._mix(KIND.function);
        return;
      default:
        this._text(typeof of === "string" ? KIND.string : KIND.bigint, String(of));
    }
  }

  /** Objects in the order in which they are met, each once. */
  work(): void {
    for (let at = 0; at < this._todo.length; at++) this._inside(this._todo[at]!);
  }

  private _object(of: object): void {
    if (ArrayBuffer.isView(of)) {
      this._bytes(of); // whatever else it may be a view of
      return;
    }
    const seen = this._numbers.get(of);
    if (seen !== undefined) {
      this._mix(KIND.seen);
      this._mix(seen);
      return;
    }
    this._numbers.set(of, this._numbers.size);
    if (this._shared.has(of) || Object.isFrozen(of) || COPY_AS in of) this._mix(KIND.shared);
    else this._todo.push(of);
  }

  private _inside(of: object): void {
    if (Array.isArray(of)) {
      this._mix(KIND.array);
      this._mix(of.length);
      for (const value of of) this.value(value);
    } else if (of instanceof Map) {
      this._mix(KIND.map);
      this._mix(of.size);
      for (const [key, value] of of) {
        this.value(key);
        this.value(value);
      }
    } else if (of instanceof Set) {
      this._mix(KIND.set);
      this._mix(of.size);
      for (const value of of) this.value(value);
    } else this._fields(of);
  }

  private _fields(of: object): void {
    this._text(KIND.object, of.constructor?.name ?? "");
    const scratch = scratchOf(of);
    for (const [key, value] of Object.entries(of)) {
      if (key in scratch) continue;
      this._text(KIND.string, key);
      this.value(value);
    }
  }

  /** What a view shows, not the whole buffer it lies on. */
  private _bytes(view: ArrayBufferView): void {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this._mix(KIND.view);
    this._mix(bytes.length);
    for (const byte of bytes) this._mix(byte);
  }

  private _text(kind: number, text: string): void {
    this._mix(kind);
    this._mix(text.length);
    for (let at = 0; at < text.length; at++) this._mix(text.charCodeAt(at));
  }

  private _mix(word: number): void {
    this._a = Math.imul(this._a ^ word, 0x01000193);
    this._b = Math.imul(((this._b << 5) | (this._b >>> 27)) ^ word, 0x85ebca6b);
  }
}
