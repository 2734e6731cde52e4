import { EVENT, type EventName } from "../../node/events.ts";
import { isChange } from "../../record/tally.ts";
import { TRACE } from "../../sim/trace.ts";
import type { Reader } from "../chronicle.ts";
import type { Row } from "../row.ts";
import { TAPE_MARKS, type TapeMark, type TapeMarks } from "../shown-tape.ts";

const KINDS = TAPE_MARKS.length;
/** More stretches than any strip has pixels; when the run outgrows them, two become one. */
const BUCKETS = 4_096;
const FIRST_BUCKET_US = 64;

const column = (mark: TapeMark): number => TAPE_MARKS.indexOf(mark);
const COMMANDS = column("commands");
const CUTS = column("cuts");
const CHANGES = column("changes");
const OF_EVENT: Partial<Record<EventName, TapeMark>> = {
  announced: "spansOpened",
  relayOpened: "spansOpened",
  relayClosed: "spansClosed",
  transactionOpened: "transactions",
  transactionAborted: "aborts",
  violation: "violations",
  decodeFault: "violations",
};
const COLUMN_OF_EVENT = new Int8Array(256).fill(-1);
for (const [name, mark] of Object.entries(OF_EVENT)) COLUMN_OF_EVENT[EVENT[name as EventName]] = column(mark);

/** Counts what the tape is painted with, by stretches of simulated time that grow with the run: bounded, whatever its length. */
export class MarksOfRun implements Reader {
  private _bucketUs = FIRST_BUCKET_US;
  private readonly _counts = new Uint32Array(BUCKETS * KINDS);
  private _used = 0;

  note(row: Row): void {
    const bucket = this._bucketOf(row.atUs);
    const at = bucket * KINDS;
    if (row.kind === TRACE.command || row.kind === TRACE.refused) this._counts[at + COMMANDS]++;
    else if (row.kind === TRACE.linkState) {
      if (row.isCut) this._counts[at + CUTS]++;
    } else if (row.kind === TRACE.event) {
      const mark = COLUMN_OF_EVENT[row.type];
      if (mark >= 0) this._counts[at + mark]++;
      if (isChange(row.type)) this._counts[at + CHANGES]++;
    }
  }

  /** What was counted up to a time, in stretches `bucketUs` long. */
  view(endUs: number, periodsUs: Float64Array): TapeMarks {
    const buckets = Math.min(BUCKETS, Math.max(this._used, Math.floor(endUs / this._bucketUs) + 1));
    return { bucketUs: this._bucketUs, buckets, counts: this._counts.slice(0, buckets * KINDS), periodsUs };
  }

  private _bucketOf(atUs: number): number {
    while (atUs >= this._bucketUs * BUCKETS) this._double();
    const bucket = Math.floor(atUs / this._bucketUs);
    if (bucket >= this._used) this._used = bucket + 1;
    return bucket;
  }

  private _double(): void {
    const counts = this._counts;
    for (let to = 0; to < BUCKETS; to++) {
      for (let kind = 0; kind < KINDS; kind++) {
        const from = 2 * to;
        counts[to * KINDS + kind] = from + 1 < BUCKETS ? counts[from * KINDS + kind]! + counts[(from + 1) * KINDS + kind]! : 0;
      }
    }
    this._bucketUs *= 2;
    this._used = Math.ceil(this._used / 2);
  }
}
