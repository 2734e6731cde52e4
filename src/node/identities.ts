import { SCRATCH } from "../base/graph-copy.ts";
import { utf8Decode } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { formatUuid, sameUuid } from "../base/uuid.ts";

/**
 * A pool of immutable values, shared by the nodes of a run like interned strings: (cluster, node, type, protocol version,
 * label) tuples as they stood in some LNK_SPAN, and the (cluster, node) pairs they belong to. A number out of it says
 * nothing that the bytes did not say; a node cannot learn from it what others know.
 */
export class Identities {
  /** of each pair; frozen by convention, handed out as they are because a view for each use would cost more than the use */
  private readonly _clids: Uint32Array[] = [];
  private readonly _fsids: Uint32Array[] = [];
  /** of each tuple: its pair, pfs_type | proto_version << 8 */
  private _pairOf = new Int32Array(64);
  private _typeOf = new Int32Array(64);
  private _hashes = new Int32Array(64);
  private _labels: Uint8Array[] = [];
  /** labels as text, made when somebody asks */
  private readonly _texts: (string | undefined)[] = [];
  private _count = 0;
  private _pairSlots = new Int32Array(256);
  private _slots = new Int32Array(256);

  /** Texts are made again. */
  get [SCRATCH](): Readonly<Record<string, unknown>> {
    return { _texts: [] };
  }

  /** Tuples known so far. */
  get count(): number {
    return this._count;
  }

  get pairCount(): number {
    return this._clids.length;
  }

  /** The index of the tuple, or -1 when the pool is full (LIMITS.identitiesMax). The label's bytes are copied when it is new. */
  intern(clid: Uint32Array, fsid: Uint32Array, pfsType: number, protoVersion: number, source: Uint8Array, labelAt: number, labelBytes: number): number {
    const pair = this.internPair(clid, fsid);
    if (pair < 0) return -1;
    const type = pfsType | (protoVersion << 8);
    let hash = Math.imul(pair + 1, 0x9e3779b1) ^ type;
    for (let i = 0; i < labelBytes; i++) hash = Math.imul(hash ^ source[labelAt + i], 0x01000193);
    const mask = this._slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; this._slots[slot] !== 0; slot = (slot + 1) & mask) {
      const found = this._slots[slot] - 1;
      if (this._pairOf[found] === pair && this._typeOf[found] === type && sameBytes(this._labels[found]!, source, labelAt, labelBytes)) return found;
    }
    if (this._count === LIMITS.identitiesMax) return -1;
    return this._add(pair, type, source.slice(labelAt, labelAt + labelBytes), slot, hash);
  }

  /** The (cluster, node) pair of a tuple: what SPANs are kept by (SPAN-02). -1 for none. */
  pairOf(identity: number): number {
    return identity < 0 ? -1 : this._pairOf[identity];
  }

  pfsTypeOf(identity: number): number {
    return this._typeOf[identity] & 255;
  }

  protoVersionOf(identity: number): number {
    return this._typeOf[identity] >>> 8;
  }

  labelOf(identity: number): Uint8Array {
    return this._labels[identity]!;
  }

  labelText(identity: number): string {
    return (this._texts[identity] ??= utf8Decode(this._labels[identity]!));
  }

  /** Four words, not to be written. */
  clidOf(identity: number): Uint32Array {
    return this._clids[this._pairOf[identity]]!;
  }

  fsidOf(identity: number): Uint32Array {
    return this._fsids[this._pairOf[identity]]!;
  }

  clidOfPair(pair: number): Uint32Array {
    return this._clids[pair]!;
  }

  fsidOfPair(pair: number): Uint32Array {
    return this._fsids[pair]!;
  }

  clidText(identity: number): string {
    return formatUuid(this.clidOf(identity));
  }

  fsidText(identity: number): string {
    return formatUuid(this.fsidOf(identity));
  }

  /** The index of a (cluster, node) pair, or -1 when the pool is full. */
  internPair(clid: Uint32Array, fsid: Uint32Array): number {
    const mask = this._pairSlots.length - 1;
    let slot = hashWords(clid, fsid) & mask;
    for (; this._pairSlots[slot] !== 0; slot = (slot + 1) & mask) {
      const found = this._pairSlots[slot] - 1;
      if (sameUuid(this._clids[found]!, clid) && sameUuid(this._fsids[found]!, fsid)) return found;
    }
    const pair = this._clids.length;
    if (pair === LIMITS.identitiesMax) return -1;
    this._clids.push(clid.slice());
    this._fsids.push(fsid.slice());
    this._pairSlots[slot] = pair + 1;
    if (2 * (pair + 1) > mask) this._rehashPairs();
    return pair;
  }

  private _add(pair: number, type: number, label: Uint8Array, slot: number, hash: number): number {
    const identity = this._count++;
    if (identity === this._pairOf.length) {
      this._pairOf = widened(this._pairOf, new Int32Array(2 * identity));
      this._typeOf = widened(this._typeOf, new Int32Array(2 * identity));
      this._hashes = widened(this._hashes, new Int32Array(2 * identity));
    }
    this._pairOf[identity] = pair;
    this._typeOf[identity] = type;
    this._hashes[identity] = hash ^ (hash >>> 15);
    this._labels.push(label);
    this._slots[slot] = identity + 1;
    if (2 * this._count > this._slots.length - 1) this._rehash();
    return identity;
  }

  private _rehash(): void {
    const slots = new Int32Array(2 * this._slots.length);
    for (let identity = 0; identity < this._count; identity++) place(slots, this._hashes[identity], identity);
    this._slots = slots;
  }

  private _rehashPairs(): void {
    const slots = new Int32Array(2 * this._pairSlots.length);
    for (let pair = 0; pair < this._clids.length; pair++) place(slots, hashWords(this._clids[pair]!, this._fsids[pair]!), pair);
    this._pairSlots = slots;
  }
}

function place(slots: Int32Array, hash: number, value: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = value + 1;
}

function hashWords(clid: Uint32Array, fsid: Uint32Array): number {
  let hash = 0;
  for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ clid[i], 0x85ebca6b) ^ Math.imul(fsid[i], 0xc2b2ae35);
  hash ^= hash >>> 15;
  return hash ^ (hash >>> 7);
}

function sameBytes(label: Uint8Array, source: Uint8Array, at: number, count: number): boolean {
  if (label.length !== count) return false;
  for (let i = 0; i < count; i++) if (label[i] !== source[at + i]) return false;
  return true;
}

function widened<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
