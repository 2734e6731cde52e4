/** What the value of a field means, in one short phrase, for the inspector. */
import { ALIGN_BYTES, BASE_BYTES, CAPABILITY, FLAG, type Profile, RIGHT } from "./constants.ts";
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

const QRM_OPS: Readonly<Record<number, string>> = {
  1: "PREPARE: may this be committed? (phase 1)",
  2: "ACK: it may",
  3: "LOG: log this decision at this ballot (phase 2)",
  4: "LOGGED: it is logged, durably",
  5: "RECOVER: promise to refuse lower ballots, and say what was logged",
  6: "PROMISE: lower ballots are refused from now on",
  7: "FINISH: a majority logged it",
  8: "OUTCOME: how it ended at this master",
  10: "REFUSED: a higher ballot was promised",
};
const QRM_DECISIONS: readonly string[] = ["no decision", "commit", "abort"];

function ballotMeaning(value: string | number): string {
  if (value === ZERO_ID) return "no ballot";
  const words = String(value);
  const round = Number.parseInt(words.slice(2, 10), 16);
  const proposer = Number.parseInt(words.slice(10), 16);
  return `ballot ${round}.${proposer}: round ${round}, by ${round === 1 ? `node number ${proposer}, the coordinator` : `master ${proposer}, which is in doubt`}`;
}

type Meaning = (value: string | number, context: MeaningContext) => string;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  magic: (_, { magicGood, bigEndian }) => (magicGood ? `the sender is ${bigEndian ? "big" : "little"}-endian` : "not the magic of a message"),
  salt: (value) => `random, and message ${Number(value) & 0xff} of 256 on this link`,
  msgid: (value) => (value === ZERO_ID ? "one-way: belongs to no transaction" : "the transaction it belongs to"),
  spanid: (value) => (value === ZERO_ID ? "for the directly connected peer" : "the span it is routed by"),
  cmd: (_, { cmd, headerBytes }) => {
    const flags = flagNames(cmd >>> 24).join("|");
    return `${commandName(cmd & 0xffffff)}${flags === "" ? "" : ` ${flags}`}, ${headerBytes} bytes of header`;
  },
  aux_crc: (_, context) => crcMeaning("aux_crc", "the padded aux data", context),
  aux_bytes: (value, { profile, auxWireBytes, cmd }) =>
    (cmd >>> 24) & FLAG.AUXOOB ? "exact length; none of it in the stream" : profile === "header" ? `exact length; ${auxWireBytes} bytes in the stream` : `${value} units of 64 bytes`,
  error: (value) => errorText(Number(value)),
  aux_descr: (_, { cmd }) => ((cmd >>> 24) & FLAG.AUXOOB ? "where the out-of-band data is: generation and offset" : "no out-of-band data"),
  hdr_crc: (_, context) => crcMeaning("hdr_crc", "the whole padded header", context),
  pfs_type: (value) => pfsTypeName(Number(value)),
  proto_version: (value) => `version ${value} of the high-level protocol`,
  status: () => "status flags, passed along as they are",
  dist: (value) => `distance from the node that offers it: ${value}`,
  host: () => "the host that authenticates",
  proto_class: (value) => `protocol class ${value}`,
  aux_bytes_max: (value) => `takes at most ${value} bytes of aux data; the smaller of both sides counts`,
  capabilities: (value) => bitNames(CAPABILITY, Number(value)),
  rights: (value) => bitNames(RIGHT, Number(value)),
  encryption: (value) => suitesMeaning(Number(value)),
  // --- hammer2_qrm_commit (QRM-01)
  qrm_op: (value) => QRM_OPS[Number(value)] ?? "no operation of a commit",
  decision: (value) => QRM_DECISIONS[Number(value)] ?? "no decision",
  masters: (value) => `its sender counts ${value} masters; a majority is ${(Number(value) >>> 1) + 1}`,
  operation: () => "the commit it is about, the same in all its transactions",
  ballot: ballotMeaning,
  logged_ballot: (value) => (value === ZERO_ID ? "nothing was logged" : `logged at ${ballotMeaning(value)}`),
  logged_decision: (value) => QRM_DECISIONS[Number(value)] ?? "no decision",
  coordinator: () => "the host that started the commit",
};

/** Of the key material in AUTH (LINK-02). */
const KEY_MEANINGS: Readonly<Record<string, string>> = {
  form: "1 an offer of keys, 2 a proof",
  length: "bytes of this key material",
  suite: "the suite it is for",
  reserved08: "reserved: sent as 0 and ignored, signed all the same",
  host_key: "Ed25519 public key of the host; a simulation's, it follows from the run's seed",
  ephemeral_key: "X25519 public key, for this incarnation of the link alone",
  nonce: "never used before: an old proof does not fit",
  signature: "Ed25519 over both AUTHs: whoever signs has the host key's secret and saw the same bytes",
};

export function keyMeaning(name: string): string {
  return KEY_MEANINGS[name] ?? "";
}

function suitesMeaning(bits: number): string {
  if (bits === 0) return "no encryption suite";
  const unknown = bits & ~SUITES_KNOWN ? ", and others" : "";
  return bits & SUITE.ED25519_X25519_CHACHA20POLY1305 ? `offers Ed25519, X25519, ChaCha20-Poly1305${unknown}` : "offers suites that are not known here";
}
/** CAC_LOCK, whose fields have names of their own (CAC-01). */
const LOCK_MEANINGS: Readonly<Record<string, Meaning>> = {
  lock_op: (value) => `${lockOpName(Number(value))}: ${LOCK_OP_TEXTS[lockOpName(Number(value))] ?? "no operation that we know"}`,
  lock_flags: (value) => bitNames(LOCK_FLAG, Number(value)),
  lock_domain: (value) => lockDomainName(Number(value)),
  wanted_state: (value) => lockStateName(Number(value)),
  granted_state: (value) => lockStateName(Number(value)),
  request_serial: (value) => `request ${value} of this transaction`,
  inum: () => "the inode; with BY_NAME the directory, the aux data being a name in it",
  client_fsid: () => "the client; in NARROW the one who waits",
  lock_id: () => "the client's number of this lock, the same at every master",
  client_time: () => "when the client's transaction began, in microseconds: the older wounds the younger",
  master_txid: (value) => (value === ZERO_ID ? "none: a client speaks" : "the master's transaction id of this grant; they go up"),
};

const LOCK_OP_TEXTS: Readonly<Record<string, string>> = {
  REQUEST: "the client wants this state",
  NARROWED: "the client holds no more than this now",
  RELEASE: "the client holds nothing any more",
  GRANT: "the master grants this state",
  WAIT: "the request has to wait",
  NARROW: "the master asks to hold no more than this",
  REFUSE: "the request is refused",
  REVOKE: "what was held is gone",
};

/** In LNK_CONN these three are filters, and empty means no filter (LINK-05); in LNK_SPAN they say what is offered. */
const FILTERED: Readonly<Record<string, readonly [filter: string, offer: string]>> = {
  pfs_clid: ["only spans of this cluster", "the cluster it belongs to"],
  pfs_fsid: ["only spans of this PFS", "the PFS itself"],
  label: ["only spans with a label like this (* and ?)", "the PFS's name, or the text of a status update"],
};

export function meaningOf(struct: string, name: string, field: Field, value: string | number, context: MeaningContext): string {
  if (field.reserved) return "reserved: sent as 0 and ignored, under the CRC";
  const filtered = FILTERED[name];
  if (filtered !== undefined) {
    if (struct !== CONN.name) return filtered[1];
    return value === "" || value === NIL ? "no filter" : filtered[0];
  }
  return (MEANINGS[name] ?? LOCK_MEANINGS[name])?.(value, context) ?? "";
}

/** Of the halves of aux_descr (wire/descr.ts). */
export function descrMeaning(name: "generation" | "offset", value: number): string {
  if (name === "generation") return value === 0 ? "no piece has this generation" : `piece ${value} of its sender on this link`;
  return value % ALIGN_BYTES === 0 ? `the data begins at byte ${value} of the shared region` : "not a multiple of 64: no place of a piece";
}

function crcMeaning(name: "hdr_crc" | "aux_crc", of: string, context: MeaningContext): string {
  if (context.withoutCrcs) return "0: AUTH agreed on no CRCs on this link";
  const crc = context.crcs.find((candidate) => candidate.name === name);
  if (crc === undefined) return context.headerBytes >= BASE_BYTES && name === "aux_crc" ? "no aux data in the stream: not checked" : "";
  if (crc.computed === "") return `CRC-32C of ${of}; not all of it is here`;
  return crc.good ? `CRC-32C of ${of}: good` : `CRC-32C of ${of}: wrong, it is ${crc.computed}`;
}

function bitNames(table: Readonly<Record<string, number>>, value: number): string {
  const names = Object.keys(table).filter((name) => (value & table[name]!) !== 0);
  return names.length === 0 ? "none" : names.join("|");
}
