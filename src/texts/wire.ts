/** What the bytes of a message say, in one short phrase each, and what is wrong with bytes that somebody typed. */

/** What an `error` value says (WIRE-11), by its name. */
export const ERROR_TEXTS = {
  NONE: "no error",
  SYNC: "the magic is wrong: this is not the start of a message",
  EOF: "link lost",
  SOCK: "the stream failed",
  FIELD: "a length in the header is out of range",
  XCRC: "the header's CRC is wrong",
  ACRC: "the aux data's CRC is wrong",
  NORKEY: "no key is known of that host",
  NOLKEY: "this host has no key of its own",
  KEYXCHGFAIL: "the keys could not be agreed: the proof of the host's key does not hold",
  KEYFMT: "the key material has not the form it should have",
  MSGSEQ: "the sender's message counter is not the next one",
  EALREADY: "already closed: discarded",
  TRANS: "the transaction does not allow this message now",
  MACFAIL: "the record was changed on the way, or sealed with another key",
  UNKNOWN: "unknown or unsupported",
  SPAN_LOST: "the span was lost",
  SPAN_REPLACED: "the span was replaced by a better one",
  REFUSED: "refused",
  EXISTS: "it exists already",
  LIMIT: "a limit was reached",
  TOO_BIG: "too big for the next link",
  NO_QUORUM: "no quorum",
  DEADLOCK: "deadlock resolved against this one",
  NO_RIGHT: "no right",
  WITHDRAWN: "the PFS was withdrawn",
} as const;

export const otherError = (name: string): string => `error ${name}`;

/** Bits of the cmd word. */
export const FLAG_TEXTS = {
  CREATE: "opens the sender's half of a transaction",
  DELETE: "closes the sender's half of a transaction",
  REPLY: "travels from the side that did not open it",
  ABORT: "do not block; with DELETE: abort",
  AUXOOB: "the aux data is out of band",
  FLAG2: "sent as 0, ignored",
  FLAG1: "sent as 0, ignored",
  FLAG0: "sent as 0, ignored",
} as const;

/** Fields of the base header and of the extended ones. */
export const FIELD_TEXTS = {
  reserved: "reserved: sent as 0 and ignored, under the CRC",
  magic: { little: "the sender is little-endian", big: "the sender is big-endian", none: "not the magic of a message" },
  salt: (message: number) => `random, and message ${message} of 256 on this link`,
  msgid: { none: "one-way: belongs to no transaction", some: "the transaction it belongs to" },
  spanid: { none: "for the directly connected peer", some: "the span it is routed by" },
  cmd: (command: string, flags: string, headerBytes: number) => `${command}${flags === "" ? "" : ` ${flags}`}, ${headerBytes} bytes of header`,
  auxBytes: {
    outOfBand: "exact length; none of it in the stream",
    exact: (wireBytes: number) => `exact length; ${wireBytes} bytes in the stream`,
    units: (units: string | number) => `${units} units of 64 bytes`,
  },
  auxDescr: { some: "where the out-of-band data is: generation and offset", none: "no out-of-band data" },
  crcOf: { hdr_crc: "the whole padded header", aux_crc: "the padded aux data" },
  crc: {
    off: "0: AUTH agreed on no CRCs on this link",
    none: "no aux data in the stream: not checked",
    notAll: (of: string) => `CRC-32C of ${of}; not all of it is here`,
    good: (of: string) => `CRC-32C of ${of}: good`,
    wrong: (of: string, computed: string) => `CRC-32C of ${of}: wrong, it is ${computed}`,
  },
  protoVersion: (version: string | number) => `version ${version} of the high-level protocol`,
  status: "status flags, passed along as they are",
  dist: (dist: string | number) => `distance from the node that offers it: ${dist}`,
  host: "the host that authenticates",
  protoClass: (number: string | number) => `protocol class ${number}`,
  auxBytesMax: (bytes: string | number) => `takes at most ${bytes} bytes of aux data; the smaller of both sides counts`,
  noBits: "none",
  /** in LNK_CONN these are filters (LINK-05), in LNK_SPAN they say what is offered */
  filter: { none: "no filter", pfs_clid: "only spans of this cluster", pfs_fsid: "only spans of this PFS", label: "only spans with a label like this (* and ?)" },
  offer: { pfs_clid: "the cluster it belongs to", pfs_fsid: "the PFS itself", label: "the PFS's name, or the text of a status update" },
  /** the two halves of aux_descr */
  generation: { none: "no piece has this generation", some: (piece: number) => `piece ${piece} of its sender on this link` },
  offset: { good: (byte: number) => `the data begins at byte ${byte} of the shared region`, bad: "not a multiple of 64: no place of a piece" },
} as const;

/** What lies behind the fields. */
export const PART_TEXTS = {
  notDescribed: "not described: kept as it came",
  headerPadding: "padding to 64 bytes",
  aux: "in-band aux data",
  auxPadding: "padding to 64 bytes, under aux_crc",
} as const;

/** LINK-02: encryption suites, and the key material in AUTH. */
export const KEY_TEXTS = {
  noSuite: "no encryption suite",
  suite: "offers Ed25519, X25519, ChaCha20-Poly1305",
  suiteAndOthers: "offers Ed25519, X25519, ChaCha20-Poly1305, and others",
  unknownSuites: "offers suites that are not known here",
  fields: {
    form: "1 an offer of keys, 2 a proof",
    length: "bytes of this key material",
    suite: "the suite it is for",
    reserved08: "reserved: sent as 0 and ignored, signed all the same",
    host_key: "Ed25519 public key of the host; a simulation's, it follows from the run's seed",
    ephemeral_key: "X25519 public key, for this incarnation of the link alone",
    nonce: "never used before: an old proof does not fit",
    signature: "Ed25519 over both AUTHs: whoever signs has the host key's secret and saw the same bytes",
  },
} as const;

/** LINK-02: a record of an encrypted link. */
export const RECORD_TEXTS = {
  magic: "a record of an encrypted link, always little-endian",
  reserved02: "reserved: sent as 0 and ignored, under the tag",
  length: "bytes of ciphertext: as long as the message in it",
  number: "counts the records of this direction from 0, and is part of the nonce",
  ciphertext: "one message, ChaCha20",
  tag: "Poly1305 over header and ciphertext: nobody without the key makes another that fits",
  bytes: (count: number) => `${count} bytes`,
} as const;

/** hammer2_qrm_commit (QRM-01). */
export const QRM_TEXTS = {
  ops: {
    1: "PREPARE: may this be committed? (phase 1)",
    2: "ACK: it may",
    3: "LOG: log this decision at this ballot (phase 2)",
    4: "LOGGED: it is logged, durably",
    5: "RECOVER: promise to refuse lower ballots, and say what was logged",
    6: "PROMISE: lower ballots are refused from now on",
    7: "FINISH: a majority logged it",
    8: "OUTCOME: how it ended at this master",
    10: "REFUSED: a higher ballot was promised",
  },
  noOp: "no operation of a commit",
  decisions: ["no decision", "commit", "abort"],
  masters: (masters: string | number, majority: number) => `its sender counts ${masters} masters; a majority is ${majority}`,
  operation: "the commit it is about, the same in all its transactions",
  noBallot: "no ballot",
  coordinatorBallot: (round: number, node: number) => `ballot ${round}.${node}: round ${round}, by node number ${node}, the coordinator`,
  masterBallot: (round: number, master: number) => `ballot ${round}.${master}: round ${round}, by master ${master}, which is in doubt`,
  nothingLogged: "nothing was logged",
  logged: (ballot: string) => `logged at ${ballot}`,
  coordinator: "the host that started the commit",
} as const;

/** hammer2_cac_lock (CAC-01). */
export const LOCK_TEXTS = {
  op: (name: string, text: string) => `${name}: ${text}`,
  ops: {
    REQUEST: "the client wants this state",
    NARROWED: "the client holds no more than this now",
    RELEASE: "the client holds nothing any more",
    GRANT: "the master grants this state",
    WAIT: "the request has to wait",
    NARROW: "the master asks to hold no more than this",
    REFUSE: "the request is refused",
    REVOKE: "what was held is gone",
  },
  noOp: "no operation that we know",
  serial: (number: string | number) => `request ${number} of this transaction`,
  inum: "the inode; with BY_NAME the directory, the aux data being a name in it",
  client: "the client; in NARROW the one who waits",
  lockId: "the client's number of this lock, the same at every master",
  clientTime: "when the client's transaction began, in microseconds: the older wounds the younger",
  noTxid: "none: a client speaks",
  txid: "the master's transaction id of this grant; they go up",
} as const;

/** A value that somebody typed into a field, or JSON brought: what was expected of it. */
export const VALUE_TEXTS = {
  uuid: "a uuid like 11223301-4455-11e1-8899-aabbccddee01",
  text: (most: number) => `a text of at most ${most} bytes`,
  hex: (most: number) => `hex of at most ${most} bytes`,
  id: "a number or 0x with at most 16 hex digits",
  number: (least: number, most: number) => `a whole number from ${least} to ${most}`,
} as const;

/** Why an edit of a message's bytes is not possible. */
export const EDIT_TEXTS = {
  expected: (what: string) => `expected ${what}`,
  hex: "expected hex, two digits for each byte",
  noField: (struct: string, name: string) => `${struct} has no field ${name}`,
  endBefore: (name: string) => `the bytes end before ${name}`,
  bytesMost: (most: number, offset: number) => `expected at most ${most} bytes from byte ${offset} on`,
  auxMost: (most: number) => `expected at most ${most} bytes of aux data`,
  noHeaderSize: "there is no whole header: its size comes first",
  noHeader: "there is no whole header to compute it over (WIRE-03)",
  noHeaderToStore: "there is no whole header to store it in (WIRE-03)",
  auxIncomplete: "not all of the aux data is here (WIRE-05)",
} as const;
