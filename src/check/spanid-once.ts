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
  readonly #findings = new Findings();
  readonly #row = new TraceRow();
  /** by the lane on which the opener sends */
  readonly #lanes: (Ids | undefined)[] = [];
  /** answers under way: message -> the lane and msgid that they answer */
  readonly #answers = new Map<number, { readonly lane: number; readonly key: string }>();

  observe(world: World, row: number): void {
    const at = this.#row.read(world, row);
    switch (at.kind) {
      case TRACE.send:
        return this.#sent(world, row);
      case TRACE.deliver:
        return this.#delivered(at.message);
      case TRACE.lost:
        this.#answers.delete(at.message);
        return;
      case TRACE.linkState:
        // A new incarnation has empty tables (LINK-07); so has one that is over.
        if (at.value === LINK_PHASE.up || at.value === LINK_PHASE.down || at.value === LINK_PHASE.removed) for (const lane of [2 * at.link, 2 * at.link + 1]) this.#lanes[lane] = undefined;
        return;
      default:
        if (forgedBytes(world, at.value)) this.#findings.blind("messages were forged: what they closed or opened need not be so");
    }
  }

  #sent(world: World, row: number): void {
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
    const { lane, message } = this.#row;
    if (flags & FLAG.REPLY) {
      if (closes) this.#answers.set(message, { lane: lane ^ 1, key });
    } else if (closes) this.#closed(lane, key);
    else this.#opened(world, row, lane, key);
  }

  #opened(world: World, row: number, lane: number, key: string): void {
    this.#findings.count();
    if (!this.#lanes[lane]?.closing.has(key)) return;
    const node = world.nodes[this.#row.node]!.id;
    this.#findings.violate(row, `${node} opened a SPAN on ${world.links[lane >> 1]!.id} under ${key}, the id of one whose closing is not answered yet`);
  }

  #closed(lane: number, key: string): void {
    const ids = (this.#lanes[lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.answered.delete(key)) ids.closing.add(key);
  }

  #delivered(message: number): void {
    const answer = this.#answers.get(message);
    if (!answer) return;
    this.#answers.delete(message);
    const ids = (this.#lanes[answer.lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.closing.delete(answer.key)) ids.answered.add(answer.key);
  }

  verdict(): Verdict {
    return this.#findings.verdict("no SPAN was opened yet", "SPANs opened, each under an id of its own");
  }
}
