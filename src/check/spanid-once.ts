import { readU32 } from "../base/bytes.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { BASE } from "../wire/layout.ts";
import { LINK_PHASE, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { forgedBytes } from "./forgery.ts";
import { msgidKey } from "./routed-message.ts";
import { bytesOfRow, TraceRow } from "./trace-row.ts";

const { magic, msgid, spanid, cmd } = BASE.fields;

/** The ids that wait to be closed on one lane, by msgid. */
interface Ids {
  /** the opener sent its DELETE, and the other side's has not come */
  readonly closing: Set<string>;
  /** the other side's DELETE came first */
  readonly answered: Set<string>;
}

/**
 * SPAN-08, TX-02: the id of a SPAN is a placeholder until both halves are closed, and names no other SPAN before. Judged by the
 * bytes of link 0, as the opener of the SPAN sees them: what it sends counts at once, what the other side answers when it arrives.
 */
export class SpanidOnce implements Check {
  readonly name = "spanid-once";
  readonly claim = "The id of a SPAN names no other one before both halves are closed";
  readonly hears = { kinds: [TRACE.send, TRACE.deliver, TRACE.lost, TRACE.linkState, TRACE.command], events: [] } as const;
  private readonly _findings = new Findings();
  private readonly _row = new TraceRow();
  /** by the lane on which the opener sends */
  private readonly _lanes: (Ids | undefined)[] = [];
  /** answers under way: message -> the lane and msgid that they answer */
  private readonly _answers = new Map<number, { readonly lane: number; readonly key: string }>();

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    switch (at.kind) {
      case TRACE.send:
        return this._sent(world, row);
      case TRACE.deliver:
        return this._delivered(at.message);
      case TRACE.lost:
        this._answers.delete(at.message);
        return;
      case TRACE.linkState:
        // A new incarnation has empty tables (LINK-07); so has one that is over.
        if (at.value === LINK_PHASE.up || at.value === LINK_PHASE.down || at.value === LINK_PHASE.removed) for (const lane of [2 * at.link, 2 * at.link + 1]) this._lanes[lane] = undefined;
        return;
      default:
        if (forgedBytes(world, at.value)) this._findings.blind("messages were forged: what they closed or opened need not be so");
    }
  }

  private _sent(world: World, row: number): void {
    const bytes = bytesOfRow(world, row);
    const bigEndian = bytes[magic.offset] === 0x48;
    if ((readU32(bytes, spanid.offset, bigEndian) | readU32(bytes, spanid.offset + 4, bigEndian)) !== 0) return;
    const word = readU32(bytes, cmd.offset, bigEndian);
    const flags = word >>> 24;
    const opens = (word & 0xff_ffff) === CMD.LNK_SPAN && (flags & FLAG.CREATE) !== 0;
    const closes = (word & 0xff_ffff) === CMD.LNK_ERROR && (flags & FLAG.DELETE) !== 0;
    if (!opens && !closes) return;
    const high = bigEndian ? 0 : 4;
    const key = msgidKey(readU32(bytes, msgid.offset + high, bigEndian), readU32(bytes, msgid.offset + 4 - high, bigEndian));
    const { lane, message } = this._row;
    if (flags & FLAG.REPLY) {
      if (closes) this._answers.set(message, { lane: lane ^ 1, key });
    } else if (closes) this._closed(lane, key);
    else this._opened(world, row, lane, key);
  }

  private _opened(world: World, row: number, lane: number, key: string): void {
    this._findings.count();
    if (!this._lanes[lane]?.closing.has(key)) return;
    const node = world.nodes[this._row.node]!.id;
    this._findings.violate(row, `${node} opened a SPAN on ${world.links[lane >> 1]!.id} under ${key}, the id of one whose closing is not answered yet`);
  }

  private _closed(lane: number, key: string): void {
    const ids = (this._lanes[lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.answered.delete(key)) ids.closing.add(key);
  }

  private _delivered(message: number): void {
    const answer = this._answers.get(message);
    if (!answer) return;
    this._answers.delete(message);
    const ids = (this._lanes[answer.lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.closing.delete(answer.key)) ids.answered.add(answer.key);
  }

  verdict(): Verdict {
    return this._findings.verdict("no SPAN was opened yet", "SPANs opened, each under an id of its own");
  }
}
