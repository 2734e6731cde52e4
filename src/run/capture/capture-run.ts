import { utf8Encode } from "../../base/bytes.ts";
import { formatUs } from "../../base/time.ts";
import { EVENT } from "../../node/events.ts";
import { RULES } from "../../node/rules.ts";
import { DIRECTION, type Direction, LINK_TYPE } from "../../record/pcapng/blocks.ts";
import { PcapngWriter } from "../../record/pcapng/writer.ts";
import { ENGINE_VERSION } from "../../record/version.ts";
import type { Lane } from "../../sim/link.ts";
import { ALTERED, LINK_PHASE, NODE_PHASE, TRACE } from "../../sim/trace.ts";
import { alignedBytes } from "../../wire/layout.ts";
import { say } from "../fill.ts";
import { bytesOnArrival } from "../message/reader.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import { type EventPacket, writeEvent } from "./event-packet.ts";

/** Which part of a run goes into a capture, and how. */
export interface CaptureChoice {
  /** ids of links; none = all of them */
  readonly links: readonly string[];
  /** what this node sends, and nothing else; null = what all send */
  readonly from: string | null;
  /** of encrypted links the messages, not the records that travelled (LINK-02) */
  readonly decrypted: boolean;
  /** the run as a file, so that the capture can be opened as the run; null = it is left out */
  readonly runText: string | null;
}

export const WHOLE_RUN: CaptureChoice = { links: [], from: null, decrypted: false, runText: null };

/** Wireshark takes packets of at most 262,144 bytes. */
const RUN_PIECE_BYTES = 200_000;
const EVENTS = 0;
const LINK_STATES = namesOf(LINK_PHASE);
const NODE_STATES = namesOf(NODE_PHASE);

/**
 * The run so far as a pcapng file: an interface for each direction of a link, in which messages stand as their sender put
 * them there, at the time when it did; and the interface "events". Wireshark reads it as it is, and the lab the run from it.
 */
export function captureOf(run: Run, telling: Telling, choice: CaptureChoice = WHOLE_RUN): Uint8Array {
  run.chronicle.catchUp();
  return new RunCapture(run, telling, choice).write();
}

class RunCapture {
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _choice: CaptureChoice;
  private readonly _writer: PcapngWriter;
  /** by Lane.index; lanes that are not in it are not captured */
  private readonly _interfaces = new Map<number, number>();
  /** rows that altered a message, by its number */
  private readonly _altered = new Map<number, number[]>();
  /** what state each link was in last, by its index */
  private readonly _phases = new Map<number, number>();
  private readonly _row = new Row();
  private readonly _other = new Row();

  constructor(run: Run, telling: Telling, choice: CaptureChoice) {
    this._run = run;
    this._telling = telling;
    this._choice = choice;
    const { scenario, seed, digest, nowUs } = run;
    const comments = [say("capture.title", { title: scenario.title, seed }), say("capture.run", { clock: formatUs(nowUs), digest }), say("capture.what")];
    this._writer = new PcapngWriter({ comments, hardware: say("capture.hardware"), application: say("capture.application", { engine: ENGINE_VERSION }) });
  }

  write(): Uint8Array {
    const { rows } = this._run;
    this._describeInterfaces();
    if (this._choice.runText !== null) this._writeRun(this._choice.runText);
    if (rows.first > 0) this._event(rows.timeUs(rows.first), { what: "dropped", text: say("capture.dropped", { event: rows.first }) });
    this._noteAlterations();
    for (let number = rows.first; number < rows.end; number++) {
      rows.read(number, this._row);
      this._tell(this._row);
    }
    return this._writer.bytes;
  }

  // -------------------------------------------------------------- interfaces

  private _describeInterfaces(): void {
    this._writer.addInterface({ linkType: LINK_TYPE.EVENTS, name: "events", description: say("capture.events") });
    for (const link of this._run.world.links) for (const lane of link.lanes) if (this._isWanted(lane)) this._interfaces.set(lane.index, this._describe(lane));
  }

  private _isWanted({ link, from }: Lane): boolean {
    const { links, from: sender } = this._choice;
    return (links.length === 0 || links.includes(link.id)) && (sender === null || this._run.world.nodes[from]!.id === sender);
  }

  private _describe(lane: Lane): number {
    const { names, world } = this._run;
    const [from, to, link] = [names.node(lane.from), names.node(lane.to), lane.link.id];
    const { profile, security } = world.nodes[lane.from]!.protocol.core.links[lane.link.endAt(lane.direction)]!;
    const key = lane.link.memory !== null ? "capture.laneShared" : this._choice.decrypted && security !== null ? "capture.laneDecrypted" : "capture.lane";
    return this._writer.addInterface({ linkType: LINK_TYPE.MESSAGES, name: `${from}>${to} over ${link}`, description: say(key, { from, to, link, profile }) });
  }

  // -------------------------------------------------------------- rows

  /** Messages may be altered after they were sent: it is known before they are written. */
  private _noteAlterations(): void {
    const { rows } = this._run;
    for (let number = rows.first; number < rows.end; number++) {
      rows.read(number, this._row);
      const { kind, message } = this._row;
      if (kind !== TRACE.altered) continue;
      const noted = this._altered.get(message);
      if (noted === undefined) this._altered.set(message, [number]);
      else noted.push(number);
    }
  }

  private _tell(row: Row): void {
    switch (row.kind) {
      case TRACE.send:
        return this._sent(row);
      case TRACE.deliver:
        return this._arrived(row);
      case TRACE.command:
      case TRACE.refused:
        return this._event(row.atUs, { what: row.kind === TRACE.command ? "command" : "refused", text: sayRow(row, this._telling) });
      case TRACE.linkState:
        return this._ofLink(row, { what: "link", state: this._linkState(row) });
      case TRACE.nodeState:
        return this._event(row.atUs, { what: "node", node: this._run.names.node(row.node), state: NODE_STATES[row.value6]!, text: sayRow(row, this._telling) });
      case TRACE.event:
        if (row.type === EVENT.violation) this._ofLink(row, { what: "violation" });
        else if (row.type === EVENT.decodeFault || row.type === EVENT.recordUnopened) this._ofLink(row, { what: "unreadable" });
        return;
      default:
    }
  }

  /** A link that goes on after a cut is the same incarnation still (LINK-07): "resumed", where a new one is "up". */
  private _linkState({ link, value6 }: Row): string {
    const before = this._phases.get(link) ?? (this._run.rows.first > 0 ? LINK_PHASE.suspended : LINK_PHASE.down);
    this._phases.set(link, value6);
    const goesOn = before === LINK_PHASE.suspended || before === LINK_PHASE.silent;
    return value6 === LINK_PHASE.up && goesOn ? "resumed" : LINK_STATES[value6]!;
  }

  private _sent(row: Row): void {
    const on = this._interfaces.get(2 * row.link + row.direction);
    if (on === undefined) return;
    const { message, atUs } = row;
    const altered = this._altered.get(message) ?? [];
    const made = altered.map((number) => this._alteration(number)).find(({ code, original }) => code === ALTERED.injected || (code === ALTERED.duplicated && original >= 0));
    const comments = made === undefined ? [] : [made.code === ALTERED.injected ? say("capture.injected") : say("capture.copy", { message: made.original })];
    for (const number of altered) if (made?.number !== number) comments.push(this._sentence(number));
    const end = this._run.journal.endRow(message);
    if (end >= 0 && this._run.rows.has(end)) {
      this._run.rows.read(end, this._other);
      if (this._other.kind === TRACE.lost) comments.push(sayRow(this._other, this._telling));
    }
    this._message(on, atUs, message, made === undefined ? DIRECTION.OUTBOUND : DIRECTION.INBOUND, this._sentBytes(message, comments), comments);
  }

  /** What its receiver saw, where that is something else than what was sent. */
  private _arrived(row: Row): void {
    const on = this._interfaces.get(2 * row.link + row.direction);
    const altered = on === undefined ? undefined : this._altered.get(row.message);
    if (on === undefined || altered === undefined || !altered.some((number) => changesBytes(this._alteration(number).code))) return;
    const { journal } = this._run;
    const sent = journal.recordOf(row.message) ?? journal.bytesOf(row.message);
    if (sent === null) return;
    const bytes = bytesOnArrival(this._run, row.message, journal.sentRow(row.message), row.number, sent.slice());
    this._message(on, row.atUs, row.message, DIRECTION.INBOUND, bytes, [say("capture.arrived", { message: row.message, to: this._run.names.node(row.node) })]);
  }

  private _message(on: number, atUs: number, message: number, direction: Direction, bytes: Uint8Array, comments: readonly string[]): void {
    const wireBytes = bytes.length;
    this._writer.addPacket({ interface: on, timeNs: BigInt(atUs) * 1_000n, bytes, wireBytes, direction, id: BigInt(message), comments });
  }

  /** As the message left its sender; out-of-band data behind its header, padded as its CRC covers it (WIRE-06). */
  private _sentBytes(message: number, comments: string[]): Uint8Array {
    const { journal } = this._run;
    const record = journal.recordOf(message);
    if (record !== null && this._choice.decrypted) comments.push(say("capture.decrypted"));
    const bytes = record !== null && !this._choice.decrypted ? record : journal.bytesOf(message);
    if (bytes === null) {
      comments.push(say("capture.noBytes"));
      return new Uint8Array(0);
    }
    const aux = journal.outOfBandOf(message);
    if (aux === null) return bytes;
    const together = new Uint8Array(bytes.length + alignedBytes(aux.length));
    together.set(bytes);
    together.set(aux, bytes.length);
    return together;
  }

  private _alteration(number: number): { readonly number: number; readonly code: number; readonly original: number } {
    this._run.rows.read(number, this._other);
    return { number, code: this._other.value6, original: this._other.value7 };
  }

  private _sentence(number: number): string {
    this._run.rows.read(number, this._other);
    return sayRow(this._other, this._telling);
  }

  // -------------------------------------------------------------- events

  private _ofLink(row: Row, event: Pick<EventPacket, "what" | "state">): void {
    if (!this._interfaces.has(2 * row.link) && !this._interfaces.has(2 * row.link + 1)) return;
    const { names } = this._run;
    const rule = row.kind === TRACE.event ? (RULES[row.rule] ?? "") : "";
    this._event(row.atUs, {
      ...event,
      link: names.linkId(row.link),
      ...(row.node < 0 ? {} : { node: names.node(row.node) }),
      ...(rule === "" ? {} : { rule }),
      ...(row.message < 0 ? {} : { message: String(row.message) }),
      text: sayRow(row, this._telling),
    });
  }

  private _event(atUs: number, event: EventPacket): void {
    const bytes = writeEvent(event);
    this._writer.addPacket({ interface: EVENTS, timeNs: BigInt(atUs) * 1_000n, bytes, wireBytes: bytes.length, direction: DIRECTION.UNKNOWN, id: null, comments: [event.text] });
  }

  private _writeRun(text: string): void {
    const pieces = piecesOf(text, RUN_PIECE_BYTES);
    for (const [i, body] of pieces.entries()) {
      const [part, parts] = [i + 1, pieces.length];
      this._event(0, { what: "run", part: `${part}/${parts}`, text: say("capture.runHere", { part, parts }), body });
    }
  }
}

function changesBytes(code: number): boolean {
  return code === ALTERED.corrupted || code === ALTERED.forged;
}

/** "closed" for 3, by the table's numbers. */
function namesOf(table: Readonly<Record<string, number>>): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(table)) names[value] = name;
  return names;
}

/** Cut so that no piece has more bytes. */
function piecesOf(text: string, bytesMax: number): string[] {
  if (utf8Encode(text).length <= bytesMax) return [text];
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    // No character of a string takes more than three bytes, a pair of surrogates four.
    let end = Math.min(text.length, from + Math.floor(bytesMax / 3));
    if (end < text.length && isSurrogate(text.charCodeAt(end - 1), 0xd800)) end--;
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}

function isSurrogate(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}
