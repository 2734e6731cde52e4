/** What the value of a field means, in one short phrase, for the inspector. */
import { FIELD_TEXTS, KEY_TEXTS, LOCK_TEXTS, QRM_TEXTS } from "../texts/wire.ts";
import { ALIGN_BYTES, CAPABILITY, FLAG, type Profile, RIGHT } from "./constants.ts";
import { errorText } from "./errors.ts";
import { SUITE, SUITES_KNOWN } from "./key-material.ts";
import { CONN, type Field } from "./layout.ts";
import { LOCK_FLAG, lockDomainName, lockOpName, lockStateName } from "./lock-body.ts";
import { commandName, flagNames, pfsTypeName } from "./names.ts";

/** What a field's meaning depends on besides its own value. */
export interface MeaningContext {
  readonly profile: Profile;
  /** SHM-01: AUTH dropped the CRCs of its link */
  readonly withoutCrcs: boolean;
  readonly magicGood: boolean;
  readonly bigEndian: boolean;
  readonly cmd: number;
  readonly headerBytes: number;
  readonly auxBytes: number;
  readonly auxWireBytes: number;
  readonly crcs: readonly { readonly name: string; readonly computed: string; readonly good: boolean }[];
}

const ZERO_ID = `0x${"0".repeat(16)}`;
const NIL = "00000000-0000-0000-0000-000000000000";

function ballotMeaning(value: string | number): string {
  if (value === ZERO_ID) return QRM_TEXTS.noBallot;
  const words = String(value);
  const round = Number.parseInt(words.slice(2, 10), 16);
  const proposer = Number.parseInt(words.slice(10), 16);
  return round === 1 ? QRM_TEXTS.coordinatorBallot(round, proposer) : QRM_TEXTS.masterBallot(round, proposer);
}

type Meaning = (value: string | number, context: MeaningContext) => string;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  magic: (_, { magicGood, bigEndian }) => (magicGood ? (bigEndian ? FIELD_TEXTS.magic.big : FIELD_TEXTS.magic.little) : FIELD_TEXTS.magic.none),
  salt: (value) => FIELD_TEXTS.salt(Number(value) & 0xff),
  msgid: (value) => (value === ZERO_ID ? FIELD_TEXTS.msgid.none : FIELD_TEXTS.msgid.some),
  spanid: (value) => (value === ZERO_ID ? FIELD_TEXTS.spanid.none : FIELD_TEXTS.spanid.some),
  cmd: (_, { cmd, headerBytes }) => FIELD_TEXTS.cmd(commandName(cmd & 0xffffff), flagNames(cmd >>> 24).join("|"), headerBytes),
  aux_crc: (_, context) => crcMeaning("aux_crc", context),
  aux_bytes: (value, { profile, auxWireBytes, cmd }) =>
    (cmd >>> 24) & FLAG.AUXOOB ? FIELD_TEXTS.auxBytes.outOfBand : profile === "header" ? FIELD_TEXTS.auxBytes.exact(auxWireBytes) : FIELD_TEXTS.auxBytes.units(value),
  error: (value) => errorText(Number(value)),
  aux_descr: (_, { cmd }) => ((cmd >>> 24) & FLAG.AUXOOB ? FIELD_TEXTS.auxDescr.some : FIELD_TEXTS.auxDescr.none),
  hdr_crc: (_, context) => crcMeaning("hdr_crc", context),
  pfs_type: (value) => pfsTypeName(Number(value)),
  proto_version: (value) => FIELD_TEXTS.protoVersion(value),
  status: () => FIELD_TEXTS.status,
  dist: (value) => FIELD_TEXTS.dist(value),
  host: () => FIELD_TEXTS.host,
  proto_class: (value) => FIELD_TEXTS.protoClass(value),
  aux_bytes_max: (value) => FIELD_TEXTS.auxBytesMax(value),
  capabilities: (value) => bitNames(CAPABILITY, Number(value)),
  rights: (value) => bitNames(RIGHT, Number(value)),
  encryption: (value) => suitesMeaning(Number(value)),
  // --- hammer2_qrm_commit (QRM-01)
  qrm_op: (value) => QRM_TEXTS.ops[Number(value) as keyof typeof QRM_TEXTS.ops] ?? QRM_TEXTS.noOp,
  decision: decisionMeaning,
  masters: (value) => QRM_TEXTS.masters(value, (Number(value) >>> 1) + 1),
  operation: () => QRM_TEXTS.operation,
  ballot: ballotMeaning,
  logged_ballot: (value) => (value === ZERO_ID ? QRM_TEXTS.nothingLogged : QRM_TEXTS.logged(ballotMeaning(value))),
  logged_decision: decisionMeaning,
  coordinator: () => QRM_TEXTS.coordinator,
};

/** Of the key material in AUTH (LINK-02). */
export function keyMeaning(name: string): string {
  return Object.hasOwn(KEY_TEXTS.fields, name) ? KEY_TEXTS.fields[name as keyof typeof KEY_TEXTS.fields] : "";
}

function suitesMeaning(bits: number): string {
  if (bits === 0) return KEY_TEXTS.noSuite;
  if (!(bits & SUITE.ED25519_X25519_CHACHA20POLY1305)) return KEY_TEXTS.unknownSuites;
  return bits & ~SUITES_KNOWN ? KEY_TEXTS.suiteAndOthers : KEY_TEXTS.suite;
}

function decisionMeaning(value: string | number): string {
  return QRM_TEXTS.decisions[Number(value)] ?? QRM_TEXTS.decisions[0];
}

/** CAC_LOCK, whose fields have names of their own (CAC-01). */
const LOCK_MEANINGS: Readonly<Record<string, Meaning>> = {
  lock_op: (value) => lockOpMeaning(lockOpName(Number(value))),
  lock_flags: (value) => bitNames(LOCK_FLAG, Number(value)),
  lock_domain: (value) => lockDomainName(Number(value)),
  wanted_state: (value) => lockStateName(Number(value)),
  granted_state: (value) => lockStateName(Number(value)),
  request_serial: (value) => LOCK_TEXTS.serial(value),
  inum: () => LOCK_TEXTS.inum,
  client_fsid: () => LOCK_TEXTS.client,
  lock_id: () => LOCK_TEXTS.lockId,
  client_time: () => LOCK_TEXTS.clientTime,
  master_txid: (value) => (value === ZERO_ID ? LOCK_TEXTS.noTxid : LOCK_TEXTS.txid),
};

function lockOpMeaning(name: string): string {
  return LOCK_TEXTS.op(name, Object.hasOwn(LOCK_TEXTS.ops, name) ? LOCK_TEXTS.ops[name as keyof typeof LOCK_TEXTS.ops] : LOCK_TEXTS.noOp);
}

export function meaningOf(struct: string, name: string, field: Field, value: string | number, context: MeaningContext): string {
  if (field.reserved) return FIELD_TEXTS.reserved;
  // In LNK_CONN these three are filters, and empty means no filter (LINK-05).
  if (name === "pfs_clid" || name === "pfs_fsid" || name === "label") {
    if (struct !== CONN.name) return FIELD_TEXTS.offer[name];
    return value === "" || value === NIL ? FIELD_TEXTS.filter.none : FIELD_TEXTS.filter[name];
  }
  return (MEANINGS[name] ?? LOCK_MEANINGS[name])?.(value, context) ?? "";
}

/** Of the halves of aux_descr (wire/descr.ts). */
export function descrMeaning(name: "generation" | "offset", value: number): string {
  if (name === "generation") return value === 0 ? FIELD_TEXTS.generation.none : FIELD_TEXTS.generation.some(value);
  return value % ALIGN_BYTES === 0 ? FIELD_TEXTS.offset.good(value) : FIELD_TEXTS.offset.bad;
}

function crcMeaning(name: "hdr_crc" | "aux_crc", context: MeaningContext): string {
  const { off, none, notAll, good, wrong } = FIELD_TEXTS.crc;
  const of = FIELD_TEXTS.crcOf[name];
  if (context.withoutCrcs) return off;
  const crc = context.crcs.find((candidate) => candidate.name === name);
  if (crc === undefined) return none;
  if (crc.computed === "") return notAll(of);
  return crc.good ? good(of) : wrong(of, crc.computed);
}

function bitNames(table: Readonly<Record<string, number>>, value: number): string {
  const names = Object.keys(table).filter((name) => (value & table[name]!) !== 0);
  return names.length === 0 ? FIELD_TEXTS.noBits : names.join("|");
}
