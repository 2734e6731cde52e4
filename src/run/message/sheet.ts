import { bytesToHex, hexToBytes, readU32, utf8Decode } from "../../base/bytes.ts";
import { type LinkEnd, PHASE } from "../../node/link-end.ts";
import type { WorldLink } from "../../sim/link.ts";
import { editMessage } from "../../wire/edit.ts";
import { formOf } from "../../wire/field-form.ts";
import { BASE, type Field, STRUCT_LIST } from "../../wire/layout.ts";
import { Message } from "../../wire/message.ts";
import { newPfsBody, readPfsBody } from "../../wire/bodies.ts";
import { CMD } from "../../wire/constants.ts";
import { describeMessage } from "../describe-message.ts";
import { say } from "../fill.ts";
import type { Run } from "../run.ts";
import { sayMessage, type MessageHead } from "../sentence-messages.ts";
import type { FieldForm, LinkEndName, MessageEdit, MessageSheet } from "../shown-message.ts";
import { expectsPlainCrc } from "./reader.ts";
import { saysOfService } from "./service-sentence.ts";

/** Bytes that somebody writes: as the receiver at the other end would read them, with one change made first. */

export interface SheetAnswer {
  readonly sheet: MessageSheet | null;
  /** what was expected instead; the sheet is that of the bytes as they were */
  readonly error: string | null;
}

/** `end`: for which end of which link they are meant; null = nowhere yet. */
export function sheetOf(run: Run, hex: string, edit: MessageEdit | null, end: LinkEndName | null): SheetAnswer {
  const source = hexToBytes(hex);
  if (source === undefined) return { sheet: null, error: say("sheet.hex") };
  if (source.length === 0) return { sheet: null, error: say("sheet.empty") };
  const at = end === null ? null : endOf(run, end);
  const plainCrc = at === null ? run.scenario.switches.plainCrc : expectsPlainCrc(run, at.link.nodeAt(1 - at.side));
  const edited = edit === null ? null : editMessage(source, edit, { profile: at?.link.profile ?? run.scenario.switches.profile, plainCrc });
  const bytes = edited?.ok ? edited.value : source;
  return { sheet: sheetOfBytes(run, bytes, at, plainCrc), error: edited === null || edited.ok ? null : edited.error };
}

interface End {
  readonly link: WorldLink;
  readonly side: 0 | 1;
  /** as its node knows it, null while that is down */
  readonly protocol: LinkEnd | null;
}

function endOf({ world }: Run, { link: id, from }: LinkEndName): End | null {
  const link = world.linkById(id);
  const node = world.nodeById(from);
  if (link === undefined || node === undefined || (link.a !== node.index && link.b !== node.index)) return null;
  const side = link.a === node.index ? 0 : 1;
  return { link, side, protocol: node.protocol.core.links[link.endAt(side)] ?? null };
}

function sheetOfBytes(run: Run, bytes: Uint8Array, end: End | null, plainCrc: boolean): MessageSheet {
  const withoutCrcs = end?.protocol?.encoder.crcs === false;
  const description = describeMessage(bytes, end?.link.profile ?? run.scenario.switches.profile, plainCrc, withoutCrcs);
  const bigEndian = bytes[0] === 0x48;
  const sender = end?.protocol ?? null;
  return {
    hex: bytesToHex(bytes),
    description,
    forms: description.fields.map(({ struct, name, length }): FieldForm => formOf(struct, name, fieldNamed(struct, name), length)),
    sentence: sentenceOfBytes(run, bytes, end),
    count: sender === null || sender.phase === PHASE.down || bytes.length < 8 ? null : { found: readU32(bytes, BASE.fields.salt.offset, bigEndian) & 0xff, next: sender.sentCount & 0xff },
    sealed: sender?.sealer !== undefined && sender.sealer !== null,
    withoutCrcs,
  };
}

function fieldNamed(struct: string, name: string): Field | undefined {
  const fields: Readonly<Record<string, Field>> | undefined = STRUCT_LIST.find((one) => one.name === struct)?.fields;
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

const view = new Message();
const body = newPfsBody();

/** As the inspector says a message, of bytes that nobody sent. */
function sentenceOfBytes(run: Run, bytes: Uint8Array, end: End | null): string {
  const { names, world } = run;
  const speaker = end === null ? say("sheet.somebody") : world.nodes[end.link.nodeAt(end.side)]!.id;
  const hearer = end === null ? say("sheet.neighbour") : world.nodes[end.link.nodeAt(1 - end.side)]!.id;
  const said = saysOfService(bytes, { speaker, hearer }, names);
  if (said !== "") return say("sentence.serviceAlone", { said });
  return say("sentence.plain", { from: speaker, to: hearer, what: sayMessage(headOfBytes(bytes), names) });
}

function headOfBytes(bytes: Uint8Array): MessageHead {
  const none = { cmd: 0, msgidHi: 0, msgidLo: 0, error: 0, dist: -1, label: "" };
  const magicGood = (bytes[0] === 0x32 && bytes[1] === 0x48) || (bytes[0] === 0x48 && bytes[1] === 0x32);
  if (!magicGood || bytes.length < BASE.endBytes) return none;
  view.readBase(bytes, 0, bytes[0] === 0x48);
  const head = { ...none, cmd: ((view.flags << 24) | view.base) >>> 0, msgidHi: view.msgidHi, msgidLo: view.msgidLo, error: view.error };
  if (view.base !== CMD.LNK_SPAN || bytes.length < (CMD.LNK_SPAN & 0xff) << 6) return head;
  readPfsBody(view, "header", body);
  return { ...head, dist: body.dist, label: utf8Decode(bytes.subarray(body.labelAt, body.labelAt + body.labelBytes)) };
}
