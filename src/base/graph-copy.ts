import { assert } from "./assert.ts";

/**
 * Deep copies of whole object graphs, for key frames: a copied run goes on as the original would have. Everything that
 * lives in plain own fields is copied, once for each object: class instances with their prototypes, arrays, maps, sets, typed arrays
 * (one copy for each buffer, whatever views lie on it). Frozen objects do not change and are shared. What cannot be copied (a
 * function in a field: who knows what it remembers; a generator; `#private` fields, of which nobody can tell) must not be
 * there: functions and generators fail an assert.
 */

/** An object with a method of this name says itself what stands in its place in a copy: itself, when all copies share it. */
export const COPY_AS = Symbol("what stands in a copy in place of this object");

/**
 * An object may say by this name which of its fields hold nothing that counts now (the place where the last message was written), and what stands
 * there in a copy.
 */
export const SCRATCH = Symbol("fields that hold nothing that counts");

/** The fields that say nothing now, with what stands there in a copy. */
export function scratchOf(object: object): Readonly<Record<string, unknown>> {
  return (object as { [SCRATCH]?: Readonly<Record<string, unknown>> })[SCRATCH] ?? NOTHING;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

export interface GraphCopy<Root> {
  readonly copy: Root;
  /** rough size of the copy in bytes, with what it shares with earlier ones */
  readonly bytes: number;
  /** those of the copy, its own and those that it shares */
  readonly buffers: ReadonlySet<ArrayBuffer>;
}

/** The last copies of buffers, by their originals: copies of one graph that are never changed may share what has not changed between them. */
export type BufferCopies = WeakMap<ArrayBuffer, ArrayBuffer>;

/**
 * `shared`: objects that the copy refers to as the original does, with all that hangs on them. `before`: buffers of earlier copies; with it the
 * copy must never be changed.
 */
export function copyGraph<Root extends object>(root: Root, shared: ReadonlySet<object> = NONE, before: BufferCopies | null = null): GraphCopy<Root> {
  const copier = new Copier(shared, before);
  const copy = copier.value(root) as Root;
  copier.work();
  return { copy, bytes: copier.bytes, buffers: copier.buffers };
}

const NONE: ReadonlySet<object> = new Set();
const OBJECT_BYTES = 24;
const FIELD_BYTES = 8;
const ENTRY_BYTES = 40;

type View = Uint8Array | DataView;

class Copier {
  bytes = 0;
  readonly buffers = new Set<ArrayBuffer>();
  private readonly _shared: ReadonlySet<object>;
  private readonly _copies = new Map<object, object>();
  /** originals whose copies are still empty: a graph may be deeper than any stack */
  private readonly _todo: object[] = [];

  private readonly _before: BufferCopies | null;

  constructor(shared: ReadonlySet<object>, before: BufferCopies | null) {
    this._shared = shared;
    this._before = before;
  }

  value(from: unknown): unknown {
    if (typeof from !== "object" || from === null) {
      assert(typeof from !== "function", `copyGraph: a function in a field (${(from as { name?: string } | undefined)?.name ?? ""})`);
      return from;
    }
    const known = this._copies.get(from);
    if (known !== undefined) return known;
    const copy = this._shell(from);
    this._copies.set(from, copy);
    return copy;
  }

  work(): void {
    for (let from = this._todo.pop(); from !== undefined; from = this._todo.pop()) this._fill(from, this._copies.get(from)!);
  }

  /** The copy without what hangs on it; that comes later, from the list. */
  private _shell(from: object): object {
    if (this._shared.has(from) || Object.isFrozen(from)) return from;
    const own = (from as { [COPY_AS]?: () => object })[COPY_AS];
    if (own !== undefined) return own.call(from);
    if (ArrayBuffer.isView(from)) return from.byteLength === 0 ? from : this._view(from as View); // nothing to change in none
    if (from instanceof ArrayBuffer) return this._buffer(from);
    this._todo.push(from);
    if (Array.isArray(from)) return [];
    if (from instanceof Map) return new Map();
    if (from instanceof Set) return new Set();
    assert(!(Symbol.iterator in from && "next" in from), "copyGraph: a generator in a field");
    return Object.create(Object.getPrototypeOf(from) as object | null) as object;
  }

  private _fill(from: object, to: object): void {
    if (Array.isArray(from)) this._fillArray(from, to as unknown[]);
    else if (from instanceof Map) {
      this.bytes += OBJECT_BYTES + from.size * ENTRY_BYTES;
      for (const [key, value] of from) (to as Map<unknown, unknown>).set(this.value(key), this.value(value));
    } else if (from instanceof Set) {
      this.bytes += OBJECT_BYTES + from.size * ENTRY_BYTES;
      for (const value of from) (to as Set<unknown>).add(this.value(value));
    } else this._fillFields(from as Record<string, unknown>, to as Record<string, unknown>);
  }

  private _fillArray(from: readonly unknown[], to: unknown[]): void {
    this.bytes += OBJECT_BYTES + from.length * FIELD_BYTES;
    for (let at = 0; at < from.length; at++) to[at] = this.value(from[at]);
  }

  private _fillFields(from: Record<string, unknown>, to: Record<string, unknown>): void {
    const keys = Object.keys(from);
    this.bytes += OBJECT_BYTES + keys.length * FIELD_BYTES;
    const scratch = scratchOf(from);
    for (const key of keys) to[key] = key in scratch ? scratch[key] : this.value(from[key]);
  }

  private _view(from: View): View {
    const buffer = this.value(from.buffer) as ArrayBuffer;
    const Kind = from.constructor as new (buffer: ArrayBuffer, at: number, length: number) => View;
    this.bytes += OBJECT_BYTES;
    return new Kind(buffer, from.byteOffset, from instanceof DataView ? from.byteLength : from.length);
  }

  private _buffer(from: ArrayBuffer): ArrayBuffer {
    const before = this._before?.get(from);
    const copy = before !== undefined && isSame(before, from) ? before : from.slice(0);
    if (copy !== before) this._before?.set(from, copy);
    this.bytes += copy.byteLength;
    this.buffers.add(copy);
    return copy;
  }
}

function isSame(one: ArrayBuffer, other: ArrayBuffer): boolean {
  if (one.byteLength !== other.byteLength) return false;
  const words = one.byteLength >>> 2;
  const a = new Int32Array(one, 0, words);
  const b = new Int32Array(other, 0, words);
  for (let at = 0; at < words; at++) if (a[at] !== b[at]) return false;
  const restA = new Uint8Array(one, words * 4);
  const restB = new Uint8Array(other, words * 4);
  return restA.every((byte, at) => byte === restB[at]);
}
