/** Messages as tests read them: decoded by wire's framer, named as the rules' tables name them. */
import { id64, utf8Decode } from "../base/bytes.ts";
import { formatUuid } from "../base/uuid.ts";
import { newAuthBody, newPfsBody, readAuthBody, readPfsBody, type AuthBody } from "../wire/bodies.ts";
import { CMD, FLAG, type Profile } from "../wire/constants.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { auxOf, type Message } from "../wire/message.ts";
import { commandName } from "../wire/names.ts";

/** What LNK_CONN and LNK_SPAN carry. */
export interface SeenPfs {
  readonly clid: string;
  readonly fsid: string;
  readonly pfsType: number;
  readonly protoVersion: number;
  readonly status: number;
  readonly dist: number;
  readonly label: string;
}

export interface Seen {
  readonly name: string;
  /** R, C, D, A in that order; "-" = none of them */
  readonly flags: string;
  readonly msgid: string;
  readonly spanid: string;
  readonly cmd: number;
  readonly error: number;
  readonly aux: Uint8Array;
  /** aux up to its NUL */
  readonly text: string;
  readonly pfs: SeenPfs | null;
  readonly auth: AuthBody | null;
  readonly bigEndian: boolean;
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

const LETTERS = [["R", FLAG.REPLY], ["C", FLAG.CREATE], ["D", FLAG.DELETE], ["A", FLAG.ABORT], ["O", FLAG.AUXOOB]] as const;

/** "RCD" for REPLY|CREATE|DELETE. */
export function lettersOf(flags: number): string {
  return LETTERS.filter(([, bit]) => flags & bit).map(([letter]) => letter).join("") || "-";
}

/** The reverse: letters in any order, "-" or "" = none. */
export function flagsOf(letters: string): number {
  return LETTERS.filter(([letter]) => letters.includes(letter)).reduce((flags, [, bit]) => flags | bit, 0);
}

export function seenOf(message: Message, profile: Profile): Seen {
  const aux = auxOf(message).slice();
  const end = aux.indexOf(0);
  return {
    name: commandName(message.base),
    flags: lettersOf(message.flags),
    msgid: id64(message.msgidHi, message.msgidLo),
    spanid: id64(message.spanidHi, message.spanidLo),
    cmd: message.cmd,
    error: message.error,
    aux,
    text: utf8Decode(aux.subarray(0, end < 0 ? aux.length : end)),
    pfs: message.base === CMD.LNK_CONN || message.base === CMD.LNK_SPAN ? seenPfs(message, profile) : null,
    auth: message.base === CMD.LNK_AUTH && profile === "header" ? seenAuth(message) : null,
    bigEndian: message.bigEndian,
    sequence: message.sequence,
    bytes: message.bytes.slice(message.at, message.at + message.wireBytes),
  };
}

function seenPfs(message: Message, profile: Profile): SeenPfs {
  const body = newPfsBody();
  readPfsBody(message, profile, body);
  const label = utf8Decode(message.bytes.subarray(body.labelAt, body.labelAt + body.labelBytes));
  const { pfsType, protoVersion, status, dist } = body;
  return { clid: formatUuid(body.clid), fsid: formatUuid(body.fsid), pfsType, protoVersion, status, dist, label };
}

function seenAuth(message: Message): AuthBody {
  const body = newAuthBody();
  readAuthBody(message, body);
  return body;
}

/** One whole message; its counter is not judged. */
export function seenBytes(bytes: Uint8Array, profile: Profile = "header"): Seen {
  const framer = new Framer(profile, false);
  framer.push(bytes);
  if (framer.next() !== FRAME.MESSAGE) throw new Error("not one whole message");
  return seenOf(framer.message, profile);
}

/** `DOM_ECHO RC "text"`, `LNK_ERROR RCD 0x23`, `LNK_SPAN C far@3`: what most expectations are about. */
export function line(seen: Seen): string {
  const parts = [seen.name, seen.flags];
  if (seen.pfs) parts.push(`${seen.pfs.label}@${seen.pfs.dist}`);
  if (seen.error !== 0) parts.push(`0x${seen.error.toString(16)}`);
  if (seen.text !== "") parts.push(JSON.stringify(seen.text));
  return parts.join(" ");
}
