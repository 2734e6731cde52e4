import { bytesToHex, readU32 } from "../../base/bytes.ts";
import { US_PER_MS } from "../../base/time.ts";
import { BASE_BYTES, CMD } from "../../wire/constants.ts";
import { editMessage, type MessageEdit } from "../../wire/edit.ts";
import { BASE } from "../../wire/layout.ts";
import type { Dice } from "./dice.ts";
import type { Draft } from "./draft.ts";
import { mayDropCrcs } from "./mesh-link.ts";
import type { Sighted } from "./scout.ts";

/** Faults of one message in flight, bytes put on a link, harm to shared memory. They need the run itself: see scout.ts. */
export const MESSAGE_FAULTS = ["drop", "delay", "duplicate", "corrupt", "forge", "inject", "scribble"] as const;
export type MessageFaultName = (typeof MESSAGE_FAULTS)[number];

export const MESSAGE_ACTS: Readonly<Record<MessageFaultName, (draft: Draft) => void>> = {
  drop: (draft) => withMessage(draft, ({ message }) => draft.say({ do: "dropMessage", message })),
  delay: (draft) => withMessage(draft, ({ message }) => draft.say({ do: "delayMessage", message, us: draft.dice.from(1, 2_000) * US_PER_MS })),
  duplicate: (draft) => withMessage(draft, ({ message }) => draft.say({ do: "duplicateMessage", message })),
  corrupt: (draft) => withMessage(draft, ({ message, bytes, id }) => canBeNoticed(draft, id) && draft.say({ do: "corruptMessage", message, bit: draft.dice.below(8 * bytes.length) })),
  forge: (draft) => withMessage(draft, ({ message, bytes, id }) => draft.say({ do: "forgeMessage", message, bytes: bytesToHex(noted(draft, id, forged(draft, bytes, id))) })),
  inject,
  scribble,
};

function canBeNoticed({ links }: Draft, id: string): boolean {
  const link = links.get(id);
  return link === undefined || !mayDropCrcs(link.json);
}

/** So long a draw waits for a message to be on its way. */
const PATIENCE_US = 150 * US_PER_MS;

/** Finds a message on its way, LNK_PINGs last, and goes on from where it is. */
function withMessage(draft: Draft, then: (sighted: Sighted) => void): void {
  const found = draft.sight(PATIENCE_US);
  if (found.length === 0) return;
  const told = found.filter(({ bytes }) => !isPing(bytes));
  then(draft.dice.pick(told.length > 0 ? told : found));
}

const CMD_AT = BASE.fields.cmd.offset;

function isPing(bytes: Uint8Array): boolean {
  const bigEndian = bytes[0] === 0x48;
  return (readU32(bytes, CMD_AT, bigEndian) & 0xffffff) === CMD.LNK_PING;
}

/** Another value in one field of the header and, mostly, a checksum that says it is right, as that link has them; or bytes that say nothing. */
function forged({ dice, links, nodes, world: { switches } }: Draft, bytes: Uint8Array, id: string): Uint8Array {
  const { is2012 = false, json } = links.get(id) ?? {};
  const plainCrc = (json === undefined ? undefined : nodes.get(json.a)?.json.plainCrc) ?? switches.plainCrc;
  if (dice.chance(10)) return Uint8Array.from({ length: bytes.length }, () => dice.below(256));
  const edits: MessageEdit[] = [drawEdit(dice)];
  if (dice.chance(85)) edits.push({ edit: "fix", crc: "hdr_crc" });
  return edits.reduce((changed, edit) => {
    const result = editMessage(changed, edit, { profile: is2012 ? "c2012" : "header", plainCrc });
    return result.ok ? result.value : changed;
  }, bytes);
}

const AUX_BYTES_AT = BASE.fields.aux_bytes.offset;

/** Bytes that promise more than there are, up to the largest message, swallow as much of what comes behind them: with nothing but PINGs that takes longer than any bound. */
function noted({ links }: Draft, id: string, bytes: Uint8Array): Uint8Array {
  const link = links.get(id);
  const bigEndian = bytes[0] === 0x48;
  if (link === undefined || bytes.length < BASE_BYTES) return bytes;
  const headerBytes = (readU32(bytes, CMD_AT, bigEndian) & 0xff) << 6;
  const auxBytes = readU32(bytes, AUX_BYTES_AT, bigEndian);
  if (headerBytes + (link.is2012 ? 64 * auxBytes : auxBytes) > bytes.length) link.waitsInVain = true;
  return bytes;
}

function drawEdit(dice: Dice): MessageEdit {
  const field = (name: string, value: string): MessageEdit => ({ edit: "field", struct: "hammer2_msg_hdr", name, value });
  return dice.pick([
    field("msgid", String(dice.below(1_000_000))),
    field("spanid", String(dice.below(1_000_000))),
    field("spanid", "0"),
    field("cmd", `0x${((dice.below(256) << 24) >>> 0 | (0x1001 + (dice.below(6) << 8))).toString(16)}`),
    field("error", String(dice.below(0x30))),
    field("aux_bytes", String(dice.below(70_000))),
    { edit: "count", count: dice.below(256) },
  ]);
}

/** Bytes of a message that was on its way, again, as they were or changed, on its link or another. */
function inject(draft: Draft): void {
  const { dice } = draft;
  const found = draft.sight(PATIENCE_US);
  const live = draft.liveLinks();
  if (found.length === 0 || live.length === 0) return;
  const { bytes } = dice.pick(found);
  const { id, json } = dice.pick(live);
  draft.say({ do: "inject", link: id, from: dice.pick([json.a, json.b]), bytes: bytesToHex(dice.chance(50) ? bytes : noted(draft, id, forged(draft, bytes, id))), how: dice.chance(70) ? "sender" : "raw" });
}

/** SHM-01 */
function scribble(draft: Draft): void {
  const { dice } = draft;
  const shared = draft.liveLinks().filter(({ json }) => json.kind === "shm");
  if (shared.length === 0) return;
  const { id, json } = dice.pick(shared);
  const from = dice.pick([json.a, json.b]);
  // The newest piece in use, if there is one just then; or any byte of the region.
  if (dice.chance(50)) draft.say({ do: "scribble", link: id, from, how: dice.chance(60) ? "write" : "release" });
  else draft.say({ do: "scribble", link: id, from, how: "write", offset: dice.below(json.shm?.regionBytes ?? 131_072), bytes: "5a" });
}
