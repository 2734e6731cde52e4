/**
 * One side of a recorded conversation of the C program, played over a real TCP stream against whoever is at its other end. Its own messages go out as they
 * were recorded, with their bytes; only what differs from run to run is new: the counter and random part of salt, the header's CRC, and the msgid of a
 * transaction that the other side opened. What the other side says is compared transaction by transaction.
 */
import { connect, createServer, type Socket } from "node:net";
import { id64, parseId64 } from "../base/bytes.ts";
import { type Seen, line, seenBytes, seenOf } from "../node/seen.testkit.ts";
import { Encoder, writeU64 } from "../wire/encode.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import type { GoldenEntry, GoldenTranscript } from "../wire/golden/golden.testkit.ts";
import type { FastClock } from "./clock.testkit.ts";

const ZERO_MSGID = id64(0, 0);

export type Dir = "i>a" | "a>i";

/** What the player awaits at most, of its clock's time. */
const PATIENCE_US = 1_500_000;
const SETTLE_US = 300_000;

interface Recorded {
  readonly entry: GoldenEntry;
  readonly seen: Seen | null;
  /** of the transaction: who opened it and its recorded msgid; "one-way" */
  readonly key: string;
  /** place among the messages of that side in its transaction */
  readonly place: number;
}

export class Player {
  /** differences to the recording, in the recording's order, then what was too much */
  readonly differences: string[] = [];
  sent = 0;
  heard = 0;
  /** recorded messages of the other side that something was compared with */
  compared = 0;
  /** the other side's stream is at its end */
  ended = false;
  private readonly _clock: FastClock;
  private readonly _dir: Dir;
  private readonly _recorded: readonly Recorded[];
  private _socket: Socket | null = null;
  private readonly _framer = new Framer("c2012", true);
  private readonly _encoder = new Encoder("c2012", false);
  /** what came, by transaction */
  private readonly _came = new Map<string, Seen[]>();
  /** the other side's msgids of the transactions that it opened, by their keys, and back */
  private readonly _real = new Map<string, string>();
  private readonly _keys = new Map<string, string>();
  private _fault = "";

  /** `dir`: the side that is played */
  constructor(clock: FastClock, transcript: GoldenTranscript, dir: Dir) {
    this._clock = clock;
    this._dir = dir;
    const places = new Map<string, number>();
    this._recorded = transcript.entries.map((entry) => {
      if (entry.bytes.length === 0) return { entry, seen: null, key: "", place: 0 };
      const seen = seenBytes(entry.bytes, "c2012");
      const key = keyOf(seen, entry.dir as Dir);
      const counted = `${entry.dir} ${key}`;
      const place = places.get(counted) ?? 0;
      places.set(counted, place + 1);
      return { entry, seen, key, place };
    });
  }

  // -------------------------------------------------------------- the stream

  /** Plays who connects. */
  connectTo(port: number): void {
    this._take(connect({ host: "127.0.0.1", port, allowHalfOpen: true }));
  }

  /** Plays who accepts; resolves with its port. */
  accept(): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      server.close();
      this._take(socket);
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { readonly port: number }).port)));
  }

  private _take(socket: Socket): void {
    this._socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => this._hear(bytes));
    socket.on("end", () => (this.ended = true));
    socket.on("error", () => (this.ended = true));
    socket.on("close", () => (this.ended = true));
  }

  destroy(): void {
    this._socket?.destroy();
  }

  // -------------------------------------------------------------- the play

  /** `acts`: what to do to the other side before it can say the recorded entry of that index. */
  async play(acts: ReadonlyMap<number, () => void>): Promise<void> {
    await this._clock.until(() => this._socket !== null && !this._socket.connecting);
    for (const [index, { entry, seen }] of this._recorded.entries()) {
      const act = acts.get(index);
      if (act) {
        await this._awaitBefore(index);
        act();
      }
      if (entry.dir === "cut") {
        await this._awaitBefore(index);
        this.destroy();
        break;
      }
      if (entry.dir !== this._dir) continue;
      await this._awaitBefore(index);
      if (entry.eof) this._socket!.end();
      else if (seen !== null) this._say(index, entry, seen);
    }
    await this._awaitBefore(this._recorded.length);
    await this._clock.pass(SETTLE_US);
    this._compare();
  }

  private _say(index: number, entry: GoldenEntry, seen: Seen): void {
    const bytes = entry.bytes.slice();
    if (seen.flags.includes("R") && seen.msgid !== ZERO_MSGID) {
      const key = keyOf(seen, this._dir);
      const real = this._real.get(key);
      // An answer to what the other side did not say: there is nothing to answer.
      if (real === undefined || (this._came.get(key)?.length ?? 0) < this._saidBefore(index, key)) return;
      const { hi, lo } = parseId64(real)!;
      writeU64(bytes, 8, hi, lo, false);
    }
    this._socket!.write(this._encoder.resend(bytes, this.sent++ & 0xff));
  }

  /** Until the other side has said what it said before that entry in the recording; if it does not, that shows at the end. */
  private _awaitBefore(index: number): Promise<boolean> {
    const due = this._recorded.slice(0, index).filter(({ entry, seen }) => entry.dir !== this._dir && seen !== null);
    return this._clock.until(() => due.every(({ key, place }) => (this._came.get(key)?.length ?? 0) > place) || this.ended, PATIENCE_US);
  }

  /** How many messages of the other side the recording has in that transaction before that entry. */
  private _saidBefore(index: number, key: string): number {
    return this._recorded.slice(0, index).filter((one) => one.entry.dir !== this._dir && one.key === key).length;
  }

  private _hear(bytes: Uint8Array): void {
    this._framer.push(bytes);
    for (let frame = this._framer.next(); frame !== FRAME.NEED; frame = this._framer.next()) {
      if (frame === FRAME.FAULT) {
        this._fault = `cannot be read: ${this._framer.fault.code}`;
        return;
      }
      this.heard++;
      this._sort(seenOf(this._framer.message, "c2012"));
    }
  }

  /** Finds the recorded transaction that a message belongs to. */
  private _sort(seen: Seen): void {
    const other = this._dir === "i>a" ? "a>i" : "i>a";
    const real = keyOf(seen, other);
    let key = real;
    if (real.startsWith(other)) {
      if (seen.flags.includes("C")) this._open(seen, other);
      key = this._keys.get(seen.msgid) ?? real;
    }
    this._came.set(key, [...(this._came.get(key) ?? []), seen]);
  }

  /** A transaction of the other side: the first recorded one that begins alike and is not taken. */
  private _open(seen: Seen, other: Dir): void {
    const like = this._recorded.find(({ entry, seen: one, key }) => entry.dir === other && one !== null && key.startsWith(other) && one.flags === seen.flags && !this._real.has(key) && shapeOf(one) === shapeOf(seen));
    this._keys.set(seen.msgid, like?.key ?? keyOf(seen, other));
    if (like) this._real.set(like.key, seen.msgid);
  }

  // -------------------------------------------------------------- the comparison

  /** C12-06: what shells answer is their own. One behind the other, the texts of an answer count as one, whatever they say. */
  foldTexts(): void {
    const isText = (seen: Seen | null | undefined): boolean => seen?.name === "DBG_SHELL" && seen.flags === "R";
    const folded = (all: readonly Seen[]): Seen[] => all.filter((seen, i) => !isText(seen) || !isText(all[i - 1])).map((seen) => (isText(seen) ? { ...seen, text: "…" } : seen));
    this._folds = folded;
  }
  private _folds: (all: readonly Seen[]) => Seen[] = (all) => [...all];

  private _compare(): void {
    const expected = this._recorded.filter(({ entry, seen }) => entry.dir !== this._dir && seen !== null);
    this.compared = expected.length;
    const keys = new Set([...expected.map(({ key }) => key), ...this._came.keys()]);
    for (const key of keys) {
      const said = this._folds(expected.filter((one) => one.key === key).map(({ seen }) => seen!));
      const came = this._folds(this._came.get(key) ?? []);
      for (let i = 0; i < Math.max(said.length, came.length); i++) {
        const [was, is] = [said[i], came[i]];
        if (is === undefined) this.differences.push(`not said: ${line(was!)}`);
        else if (was === undefined) this.differences.push(`too much: ${line(is)}`);
        else if (shapeOf(is) !== shapeOf(was)) this.differences.push(`other: ${line(was)} | ${line(is)}`);
      }
    }
    if (this._fault !== "") this.differences.push(this._fault);
  }
}

/** Command, flags, error and every field but salt, ids and CRCs. */
function shapeOf({ name, flags, error, pfs, text, spanid }: Seen): string {
  return JSON.stringify([name, flags, error, pfs, text, spanid]);
}

/** Who opened the transaction, and its msgid. */
function keyOf({ flags, msgid }: Seen, by: Dir): string {
  if (msgid === ZERO_MSGID) return "one-way";
  const opener = flags.includes("R") === (by === "i>a") ? "a>i" : "i>a";
  return `${opener} ${msgid}`;
}
