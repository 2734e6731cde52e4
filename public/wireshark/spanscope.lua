-- Wireshark dissector for the messages of the HAMMER2 cluster mesh protocol (hammer2_network.h), of Spanscope.
-- MIT licence. This file is generated: `npm run golden` writes it from wireshark/ and from the field tables of src/wire.
--
-- Install: copy it to Wireshark's folder for personal Lua plugins (Help > About > Folders), or say
--   tshark -X lua_script:spanscope.lua -r FILE
-- It reads captures of Spanscope (link types USER0 and USER1) and TCP streams of the C program of 2012. docs/captures.md tells more.

-- Generated from src/wire and src/texts up to the next line of dashes.
local T = {}
T.limits = { header = 2048, aux = 65536, record_overhead = 32, key_offer_form = 1, key_proof_form = 2 }
T.flags = {
  { name = "CREATE", bit = 0x80 },
  { name = "DELETE", bit = 0x40 },
  { name = "REPLY", bit = 0x20 },
  { name = "ABORT", bit = 0x10 },
  { name = "AUXOOB", bit = 0x08 },
  { name = "FLAG2", bit = 0x04 },
  { name = "FLAG1", bit = 0x02 },
  { name = "FLAG0", bit = 0x01 },
}
T.protos = {
  [0] = "LNK",
  [1] = "DBG",
  [2] = "DOM",
  [3] = "CAC",
  [4] = "QRM",
  [5] = "BLK",
  [6] = "VOP",
}
T.commands = {
  [0x000001] = "LNK_PAD",
  [0x000101] = "LNK_PING",
  [0x001002] = "LNK_AUTH",
  [0x001107] = "LNK_CONN",
  [0x001207] = "LNK_SPAN",
  [0x0fff01] = "LNK_ERROR",
  [0x100101] = "DBG_SHELL",
  [0x200101] = "DOM_ECHO",
  [0x400102] = "QRM_COMMIT",
  [0x300102] = "CAC_LOCK",
}
T.command = {
  LNK_PAD = 0x000001,
  LNK_PING = 0x000101,
  LNK_AUTH = 0x001002,
  LNK_CONN = 0x001107,
  LNK_SPAN = 0x001207,
  LNK_ERROR = 0x0fff01,
  DBG_SHELL = 0x100101,
  DOM_ECHO = 0x200101,
  QRM_COMMIT = 0x400102,
  CAC_LOCK = 0x300102,
}
-- the struct behind the base header, by command: as the header file defines it, and in the profile c2012
T.ext = {
  [0x001002] = "lnk_auth",
  [0x001107] = "lnk_conn",
  [0x001207] = "lnk_span",
  [0x400102] = "qrm_commit",
  [0x300102] = "cac_lock",
}
T.ext_c2012 = {
  [0x001107] = "lnk_conn",
  [0x001207] = "lnk_span",
}
T.errors = {
  [0] = "no error",
  [1] = "the magic is wrong: this is not the start of a message",
  [2] = "link lost",
  [3] = "the stream failed",
  [4] = "a length in the header is out of range",
  [5] = "error HCRC",
  [6] = "the header's CRC is wrong",
  [7] = "the aux data's CRC is wrong",
  [8] = "error STATE",
  [9] = "error NOPEER",
  [10] = "no key is known of that host",
  [11] = "this host has no key of its own",
  [12] = "the keys could not be agreed: the proof of the host's key does not hold",
  [13] = "the key material has not the form it should have",
  [14] = "error BADURANDOM",
  [15] = "the sender's message counter is not the next one",
  [16] = "already closed: discarded",
  [17] = "the transaction does not allow this message now",
  [18] = "error 0x12",
  [19] = "the record was changed on the way, or sealed with another key",
  [20] = "error 0x14",
  [21] = "error 0x15",
  [22] = "error 0x16",
  [23] = "error 0x17",
  [24] = "error 0x18",
  [25] = "error 0x19",
  [26] = "error 0x1a",
  [27] = "error 0x1b",
  [28] = "error 0x1c",
  [29] = "error 0x1d",
  [30] = "error 0x1e",
  [31] = "error 0x1f",
  [32] = "unknown or unsupported",
  [33] = "the span was lost",
  [34] = "the span was replaced by a better one",
  [35] = "refused",
  [36] = "it exists already",
  [37] = "a limit was reached",
  [38] = "too big for the next link",
  [39] = "no quorum",
  [40] = "deadlock resolved against this one",
  [41] = "no right",
  [42] = "the PFS was withdrawn",
  [43] = "error 0x2b",
  [44] = "error 0x2c",
  [45] = "error 0x2d",
  [46] = "error 0x2e",
  [47] = "error 0x2f",
}
T.marks = {
  magic = { rule = "WIRE-02", severity = "error", text = "this is not the start of a message" },
  header_size = { rule = "WIRE-03", severity = "error", text = "the size in cmd is not that of a header" },
  truncated = { rule = "WIRE-09", severity = "error", text = "it ends before the message does" },
  hdr_crc = { rule = "WIRE-04", severity = "error", text = "hdr_crc is not the CRC-32C of the header" },
  aux_size = { rule = "WIRE-10", severity = "error", text = "aux_bytes is more than a message may have" },
  aux_crc = { rule = "WIRE-05", severity = "error", text = "aux_crc is not the CRC-32C of the aux data" },
  sequence = { rule = "WIRE-07", severity = "error", text = "the low byte of salt is not the next number of this direction" },
  record_length = { rule = "LINK-02", severity = "error", text = "no message is as long as this record says" },
  record_number = { rule = "LINK-02", severity = "error", text = "not the next record of this direction" },
  unknown_command = { rule = "WIRE-03", severity = "note", text = "no command that is known, or not its size" },
  reserved = { rule = "WIRE-08", severity = "note", text = "a reserved field or flag is not 0" },
  one_way_flags = { rule = "TX-01", severity = "error", text = "a one-way message (msgid 0) with CREATE, DELETE or ABORT" },
  link_spanid = { rule = "TX-01", severity = "error", text = "an LNK command with a spanid: it may name none" },
  transaction = { rule = "TX-02", severity = "error", text = "these flags cannot stand at this point of the transaction" },
  no_transaction = { rule = "TX-07", severity = "note", text = "belongs to no transaction that is open: it is discarded" },
  dist = { rule = "SPAN-01", severity = "error", text = "a negative distance" },
  c2012 = { rule = "C12-04", severity = "error", text = "the C program of 2012 knows nothing of this" },
}
T.event_names = {
  "what",
  "link",
  "node",
  "state",
  "rule",
  "message",
  "part",
  "text",
}
T.texts = {
  ["what.bytes"] = "bytes that are no message",
  ["what.pad"] = "a PAD",
  ["what.ping"] = "a PING",
  ["what.auth"] = "LNK_AUTH, who it is",
  ["what.authAccepted"] = "LNK_AUTH is accepted",
  ["what.authReply"] = "the answer to LNK_AUTH: {error}",
  ["what.conn"] = "LNK_CONN, ready for spans",
  ["what.connAck"] = "the acknowledgement of LNK_CONN",
  ["what.connDelete"] = "the end of its LNK_CONN",
  ["what.connDeleteReply"] = "the answer that closes LNK_CONN",
  ["what.span"] = "LNK_SPAN, {pfs} at distance {dist}",
  ["what.spanOpen"] = "LNK_SPAN of {pfs}",
  ["what.spanAck"] = "the acknowledgement of LNK_SPAN of {pfs}",
  ["what.spanUpdate"] = "LNK_SPAN, a new status of {pfs}",
  ["what.spanDelete"] = "LNK_SPAN of {pfs} is over",
  ["what.spanDeleteReply"] = "the answer that closes LNK_SPAN of {pfs}",
  ["what.open"] = "{transaction} opens",
  ["what.openAndClose"] = "{transaction} opens and its command half closes",
  ["what.openReply"] = "first reply of {transaction}",
  ["what.onlyReply"] = "first and last reply of {transaction}",
  ["what.element"] = "an element of {transaction}",
  ["what.elementReply"] = "a reply of {transaction}",
  ["what.last"] = "the command half of {transaction} closes",
  ["what.lastReply"] = "the reply half of {transaction} closes",
  ["what.abort"] = "abort of {transaction}: {error}",
  ["what.midStream"] = "do not wait any longer in {transaction}",
  ["what.refusal"] = "{transaction} is refused: {error}",
  ["what.oneWay"] = "a one-way {command}",
  ["what.oneWayReply"] = "a one-way {command}, as a status",
  ["what.other"] = "{command} {flags}",
  ["name.transactionById"] = "transaction {msgid}",
  ["name.somePfs"] = "a PFS",
  ["flags.none"] = "no flag",
  ["capture.record"] = "record {number} of an encrypted link, {bytes} bytes of ciphertext",
  ["capture.recordBroken"] = "no record of an encrypted link",
  ["capture.noEvent"] = "bytes that tell of no event",
  ["capture.unreadable"] = "{what}: {mark}",
}
T.base = { name = "hammer2_msg_hdr", end_bytes = 64, fields = {
  { name = "magic", offset = 0, length = 2, kind = "u16", hex = true, reserved = false },
  { name = "reserved02", offset = 2, length = 2, kind = "u16", hex = false, reserved = true },
  { name = "salt", offset = 4, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "msgid", offset = 8, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "spanid", offset = 16, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "cmd", offset = 24, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "aux_crc", offset = 28, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "aux_bytes", offset = 32, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "error", offset = 36, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "aux_descr", offset = 40, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "reserved30", offset = 48, length = 8, kind = "u64", hex = true, reserved = true },
  { name = "reserved38", offset = 56, length = 4, kind = "u32", hex = false, reserved = true },
  { name = "hdr_crc", offset = 60, length = 4, kind = "u32", hex = true, reserved = false },
} }
T.sealed_record = { name = "sealed_record", end_bytes = 16, fields = {
  { name = "magic", offset = 0, length = 2, kind = "u16", hex = true, reserved = false },
  { name = "reserved02", offset = 2, length = 2, kind = "u16", hex = false, reserved = true },
  { name = "length", offset = 4, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "number", offset = 8, length = 8, kind = "u64", hex = false, reserved = false },
} }
T.key_offer = { name = "key_offer", end_bytes = 112, fields = {
  { name = "form", offset = 0, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "length", offset = 2, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "suite", offset = 4, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "reserved08", offset = 8, length = 8, kind = "bytes", hex = true, reserved = true },
  { name = "host_key", offset = 16, length = 32, kind = "bytes", hex = true, reserved = false },
  { name = "ephemeral_key", offset = 48, length = 32, kind = "bytes", hex = true, reserved = false },
  { name = "nonce", offset = 80, length = 32, kind = "bytes", hex = true, reserved = false },
} }
T.key_proof = { name = "key_proof", end_bytes = 80, fields = {
  { name = "form", offset = 0, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "length", offset = 2, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "suite", offset = 4, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "reserved08", offset = 8, length = 8, kind = "bytes", hex = true, reserved = true },
  { name = "signature", offset = 16, length = 64, kind = "bytes", hex = true, reserved = false },
} }
T.lnk_auth = { name = "hammer2_lnk_auth", end_bytes = 128, fields = {
  { name = "host", offset = 64, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "proto_class", offset = 80, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "proto_version", offset = 82, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "aux_bytes_max", offset = 84, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "capabilities", offset = 88, length = 4, kind = "u32", hex = true, reserved = false, bits = { { 0x01, "AUX_OOB" }, { 0x02, "DUPLICATION" }, { 0x04, "CRC_OPTIONAL" }, { 0x08, "ENCRYPTION" } } },
  { name = "rights", offset = 92, length = 4, kind = "u32", hex = true, reserved = false, bits = { { 0x01, "DBG_SHELL" } } },
  { name = "encryption", offset = 96, length = 4, kind = "u32", hex = true, reserved = false, bits = { { 0x01, "ED25519_X25519_CHACHA20POLY1305" } } },
  { name = "reserved64", offset = 100, length = 28, kind = "bytes", hex = false, reserved = true },
} }
T.lnk_conn = { name = "hammer2_lnk_conn", end_bytes = 432, fields = {
  { name = "pfs_clid", offset = 64, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "pfs_fsid", offset = 80, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "pfs_type", offset = 96, length = 1, kind = "u8", hex = false, reserved = false, values = { [0] = "NONE", [1] = "ADMIN", [2] = "CLIENT", [3] = "CACHE", [4] = "COPY", [5] = "SLAVE", [6] = "SOFT_SLAVE", [7] = "SOFT_MASTER", [8] = "MASTER" } },
  { name = "reserved01", offset = 97, length = 1, kind = "u8", hex = false, reserved = true },
  { name = "proto_version", offset = 98, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "status", offset = 100, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "reserved02", offset = 104, length = 8, kind = "bytes", hex = false, reserved = true },
  { name = "dist", offset = 112, length = 4, kind = "i32", hex = false, reserved = false },
  { name = "reserved03", offset = 116, length = 60, kind = "bytes", hex = false, reserved = true },
  { name = "label", offset = 176, length = 256, kind = "label", hex = false, reserved = false },
} }
T.lnk_span = { name = "hammer2_lnk_span", end_bytes = 432, fields = {
  { name = "pfs_clid", offset = 64, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "pfs_fsid", offset = 80, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "pfs_type", offset = 96, length = 1, kind = "u8", hex = false, reserved = false, values = { [0] = "NONE", [1] = "ADMIN", [2] = "CLIENT", [3] = "CACHE", [4] = "COPY", [5] = "SLAVE", [6] = "SOFT_SLAVE", [7] = "SOFT_MASTER", [8] = "MASTER" } },
  { name = "reserved01", offset = 97, length = 1, kind = "u8", hex = false, reserved = true },
  { name = "proto_version", offset = 98, length = 2, kind = "u16", hex = false, reserved = false },
  { name = "status", offset = 100, length = 4, kind = "u32", hex = true, reserved = false },
  { name = "reserved02", offset = 104, length = 8, kind = "bytes", hex = false, reserved = true },
  { name = "dist", offset = 112, length = 4, kind = "i32", hex = false, reserved = false },
  { name = "reserved03", offset = 116, length = 60, kind = "bytes", hex = false, reserved = true },
  { name = "label", offset = 176, length = 256, kind = "label", hex = false, reserved = false },
} }
T.qrm_commit = { name = "hammer2_qrm_commit", end_bytes = 128, fields = {
  { name = "qrm_op", offset = 64, length = 2, kind = "u16", hex = false, reserved = false, values = { [1] = "PREPARE", [2] = "ACK", [3] = "LOG", [4] = "LOGGED", [5] = "RECOVER", [6] = "PROMISE", [7] = "FINISH", [8] = "OUTCOME", [10] = "REFUSED" } },
  { name = "decision", offset = 66, length = 2, kind = "u16", hex = false, reserved = false, values = { [0] = "NONE", [1] = "COMMIT", [2] = "ABORT" } },
  { name = "masters", offset = 68, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "operation", offset = 72, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "ballot", offset = 80, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "logged_ballot", offset = 88, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "logged_decision", offset = 96, length = 4, kind = "u32", hex = false, reserved = false, values = { [0] = "NONE", [1] = "COMMIT", [2] = "ABORT" } },
  { name = "coordinator", offset = 100, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "reserved74", offset = 116, length = 12, kind = "bytes", hex = false, reserved = true },
} }
T.cac_lock = { name = "hammer2_cac_lock", end_bytes = 128, fields = {
  { name = "lock_op", offset = 64, length = 1, kind = "u8", hex = false, reserved = false, values = { [1] = "REQUEST", [2] = "NARROWED", [3] = "RELEASE", [16] = "GRANT", [17] = "WAIT", [18] = "NARROW", [19] = "REFUSE", [20] = "REVOKE" } },
  { name = "lock_flags", offset = 65, length = 1, kind = "u8", hex = true, reserved = false, bits = { { 0x01, "OBTAIN" }, { 0x02, "BY_NAME" } } },
  { name = "lock_domain", offset = 66, length = 1, kind = "u8", hex = false, reserved = false, values = { [0] = "TREE", [1] = "INUM", [2] = "ATTR", [3] = "DIRENT" } },
  { name = "wanted_state", offset = 67, length = 1, kind = "u8", hex = false, reserved = false, values = { [0] = "INVAL", [1] = "SHARED", [2] = "EXCLUSIVE", [3] = "MODIFIED" } },
  { name = "granted_state", offset = 68, length = 1, kind = "u8", hex = false, reserved = false, values = { [0] = "INVAL", [1] = "SHARED", [2] = "EXCLUSIVE", [3] = "MODIFIED" } },
  { name = "reserved45", offset = 69, length = 3, kind = "bytes", hex = false, reserved = true },
  { name = "request_serial", offset = 72, length = 4, kind = "u32", hex = false, reserved = false },
  { name = "reserved4c", offset = 76, length = 4, kind = "u32", hex = false, reserved = true },
  { name = "inum", offset = 80, length = 8, kind = "u64", hex = false, reserved = false },
  { name = "client_fsid", offset = 88, length = 16, kind = "uuid", hex = false, reserved = false },
  { name = "lock_id", offset = 104, length = 8, kind = "u64", hex = true, reserved = false },
  { name = "client_time", offset = 112, length = 8, kind = "u64", hex = false, reserved = false },
  { name = "master_txid", offset = 120, length = 8, kind = "u64", hex = true, reserved = false },
} }

-- ----------------------------------------------------------------------------------------------
-- Numbers and texts out of a Lua string of bytes. `at` counts from 0, as offsets do everywhere else.

local band, bxor, rshift = bit.band, bit.bxor, bit.rshift

local function u8(s, at)
  return s:byte(at + 1)
end

local function u16(s, at, big)
  local a, b = s:byte(at + 1, at + 2)
  if big then return a * 256 + b end
  return b * 256 + a
end

local function u32(s, at, big)
  local a, b, c, d = s:byte(at + 1, at + 4)
  if big then return ((a * 256 + b) * 256 + c) * 256 + d end
  return ((d * 256 + c) * 256 + b) * 256 + a
end

-- The two words of a 64-bit number, the more significant first.
local function u64(s, at, big)
  if big then return u32(s, at, true), u32(s, at + 4, true) end
  return u32(s, at + 4, false), u32(s, at, false)
end

local function id64(hi, lo)
  return string.format("0x%08x%08x", hi, lo)
end

local function aligned(bytes)
  return math.floor((bytes + 63) / 64) * 64
end

-- CRC-32C (Castagnoli), bit-reversed, table driven.
local CRC = {}
for n = 0, 255 do
  local c = n
  for _ = 1, 8 do
    if band(c, 1) == 1 then c = bxor(rshift(c, 1), 0x82f63b78) else c = rshift(c, 1) end
  end
  CRC[n] = c
end

local function crc_over(c, s, from, to)
  for at = from + 1, to, 64 do
    local bytes = { s:byte(at, math.min(at + 63, to)) }
    for i = 1, #bytes do c = bxor(CRC[band(bxor(c, bytes[i]), 0xff)], rshift(c, 8)) end
  end
  return c
end

local function crc_end(c)
  return bxor(c, 0xffffffff) % 0x100000000
end

local function crc32c(s, from, to)
  return crc_end(crc_over(0xffffffff, s, from, to))
end

-- Over a whole padded header, its own CRC taken as 0.
local function header_crc(s, from, to, field)
  local c = crc_over(0xffffffff, s, from, from + field)
  c = crc_over(c, "\0\0\0\0", 0, 4)
  return crc_end(crc_over(c, s, from + field + 4, to))
end

-- Whether it is well-formed UTF-8 without control characters but tab and line ends.
local function printable(s)
  if s == "" or s:find("[%z\1-\8\11\12\14-\31\127]") then return false end
  local at = 1
  while at <= #s do
    local a = s:byte(at)
    local more = a < 0x80 and 0 or (a >= 0xc2 and a < 0xe0) and 1 or (a >= 0xe0 and a < 0xf0) and 2 or (a >= 0xf0 and a < 0xf5) and 3 or -1
    if more < 0 or at + more > #s then return false end
    local code = more == 0 and a or band(a, rshift(0x3f, more))
    for i = 1, more do
      local b = s:byte(at + i)
      if b < 0x80 or b >= 0xc0 then return false end
      code = code * 64 + b - 0x80
    end
    if (more == 2 and code < 0x800) or (more == 3 and code < 0x10000) or code > 0x10ffff then return false end
    if (code >= 0xd800 and code <= 0xdfff) or (code >= 0x80 and code < 0xa0) or code == 0xfffd then return false end
    at = at + more + 1
  end
  return true
end

local function up_to_nul(s)
  local stop = s:find("\0", 1, true)
  if stop then return s:sub(1, stop - 1) end
  return s
end

-- ----------------------------------------------------------------------------------------------
-- What Wireshark is told of fields: one ProtoField for each field of the tables, and those that are found out.

local mesh = Proto("hammer2dmsg", "HAMMER2 cluster mesh")
local world = Proto("spanscope", "Spanscope, what happened")

local F = {}      -- by name, without "hammer2dmsg."
local FIELDS = {} -- all of them, for the protocol
local TYPES = { u8 = "uint8", u16 = "uint16", u32 = "uint32", u64 = "uint64", i32 = "int32" }
local STATUS = { [0] = "Bad", [1] = "Good", [2] = "Unverified", [3] = "Not present" }

local function add_field(name, field)
  F[name] = field
  FIELDS[#FIELDS + 1] = field
end

local function number_field(name, title, kind, hex, values, mask)
  local base_ = hex and base.HEX or base.DEC
  add_field(name, ProtoField[TYPES[kind]]("hammer2dmsg." .. name, title, base_, values, mask))
end

local function field_of(prefix, field)
  local name = prefix .. field.name
  local abbreviation = "hammer2dmsg." .. name
  if field.kind == "uuid" then add_field(name, ProtoField.guid(abbreviation, field.name))
  elseif field.kind == "label" then add_field(name, ProtoField.string(abbreviation, field.name))
  elseif field.kind == "bytes" then add_field(name, ProtoField.bytes(abbreviation, field.name))
  else number_field(name, field.name, field.kind, field.hex, field.values) end
  for _, one in ipairs(field.bits or {}) do
    add_field(name .. "." .. one[2]:lower(), ProtoField.bool("hammer2dmsg." .. name .. "." .. one[2]:lower(), one[2], field.length * 8, nil, one[1]))
  end
end

for _, struct in ipairs({ "base", "lnk_auth", "lnk_conn", "lnk_span", "qrm_commit", "cac_lock", "key_offer", "key_proof", "sealed_record" }) do
  for _, field in ipairs(T[struct].fields) do
    if field.name == "error" then field.values = T.errors end
    field_of(struct == "base" and "" or struct .. ".", field)
  end
end

-- the bits of cmd
for _, flag in ipairs(T.flags) do
  add_field("cmd." .. flag.name:lower(), ProtoField.bool("hammer2dmsg.cmd." .. flag.name:lower(), flag.name, 32, nil, flag.bit * 0x1000000))
end
number_field("cmd.proto", "protocol", "u32", false, T.protos, 0x00f00000)
number_field("cmd.command", "command", "u32", true, nil, 0x000fff00)
number_field("cmd.size", "header size, in 64 bytes", "u32", false, nil, 0x000000ff)
number_field("command", "command with protocol and size", "u32", true, T.commands, 0x00ffffff)

number_field("salt.sequence", "message count of this direction, modulo 256", "u32", false, nil, 0x000000ff)
number_field("aux_descr.generation", "generation", "u32", false)
number_field("aux_descr.offset", "offset in the region", "u32", false)
for _, crc in ipairs({ "hdr_crc", "aux_crc" }) do
  number_field(crc .. ".status", crc .. " status", "u8", false, STATUS)
  number_field(crc .. ".computed", crc .. " as it should be", "u32", true)
end
add_field("raw", ProtoField.bytes("hammer2dmsg.raw", "not described"))
add_field("padding", ProtoField.bytes("hammer2dmsg.padding", "padding"))
add_field("aux", ProtoField.bytes("hammer2dmsg.aux", "aux data"))
add_field("aux.text", ProtoField.string("hammer2dmsg.aux.text", "text"))
add_field("aux.padding", ProtoField.bytes("hammer2dmsg.aux.padding", "padding of the aux data"))
add_field("sealed_record.ciphertext", ProtoField.bytes("hammer2dmsg.sealed_record.ciphertext", "ciphertext"))
add_field("sealed_record.tag", ProtoField.bytes("hammer2dmsg.sealed_record.tag", "tag"))

-- where it was, and what it belongs to
for _, one in ipairs({ { "link", "link" }, { "from", "sender" }, { "to", "receiver" }, { "profile", "profile" }, { "mark", "mark" }, { "transaction.opener", "opener" } }) do
  add_field(one[1], ProtoField.string("hammer2dmsg." .. one[1], one[2]))
end
add_field("received", ProtoField.bool("hammer2dmsg.received", "as its receiver saw it"))
number_field("transaction", "transaction", "u32", false)
add_field("transaction.command_in", ProtoField.framenum("hammer2dmsg.transaction.command_in", "command in", base.NONE, frametype.REQUEST))
add_field("transaction.reply_in", ProtoField.framenum("hammer2dmsg.transaction.reply_in", "first reply in", base.NONE, frametype.RESPONSE))
mesh.fields = FIELDS

local EXPERTS = {}
local experts = {}
for name, mark in pairs(T.marks) do
  local group = name:find("crc") and expert.group.CHECKSUM or mark.rule:find("^TX") and expert.group.SEQUENCE or expert.group.PROTOCOL
  EXPERTS[name] = ProtoExpert.new("hammer2dmsg.mark." .. name, mark.text .. " (" .. mark.rule .. ")", group, mark.severity == "error" and expert.severity.ERROR or expert.severity.NOTE)
  experts[#experts + 1] = EXPERTS[name]
end
mesh.experts = experts

-- events
local E = { run = ProtoField.bytes("spanscope.run", "the run, a piece of its file") }
local world_fields = { E.run }
for _, name in ipairs(T.event_names) do
  E[name] = ProtoField.string("spanscope." .. name, name)
  world_fields[#world_fields + 1] = E[name]
end
world.fields = world_fields

-- preferences
mesh.prefs.profile = Pref.enum("Profile where the capture does not say it", 0, "c2012: aux data is counted in 64 bytes, and fields behind the base header are little-endian", {
  { 1, "by the first message of a link", 0 },
  { 2, "header", 1 },
  { 3, "c2012", 2 },
}, false)
mesh.prefs.tcp_port = Pref.uint("TCP port", 987, "streams on it are read as the mesh's; others are found by their first message")

-- ----------------------------------------------------------------------------------------------
-- Directions of links, and what is known of each while the frames go by. Reset with every file.

local function field_named(name)
  local found, field = pcall(Field.new, name)
  return found and field or function() return nil end
end
local interface_name = field_named("frame.interface_name")
local interface_description = field_named("frame.interface_description")
local interface_id = field_named("frame.interface_id")
local section_number = field_named("frame.section_number")
local tcp_stream = field_named("tcp.stream")

local S -- lanes by key, transactions by key, how many, links that an event said to be up, and what was found out of each part of a frame

local function reset()
  S = { lanes = {}, transactions = {}, count = 0, parts = {}, up = {} }
end
reset()
mesh.init = reset

local function value_of(field)
  local info = field()
  return info and info.value
end

-- A new incarnation of the link begins with the next message.
local function begin(lane)
  lane.incarnation = lane.incarnation + 1
  lane.sent = 0
  lane.whole = true
  lane.sequence = 0
  lane.record = 0
end

-- The lane of a link's end that sends; its peer is the other one, as soon as it is seen.
local function lane_of(link, side, profile, shared, named)
  local key = link .. " " .. side
  local lane = S.lanes[key]
  if lane then return lane end
  lane = { link = link, side = side, profile = profile, shared = shared, named = named, incarnation = 0, sent = 0, whole = false, sequence = -1, record = -1 }
  for _, other in pairs(S.lanes) do
    if other.link == link then
      other.peer = lane
      lane.peer = other
      lane.profile = lane.profile or other.profile
    end
  end
  S.lanes[key] = lane
  if S.up[link] then begin(lane) end
  return lane
end

local function preferred_profile()
  return mesh.prefs.profile == 1 and "header" or mesh.prefs.profile == 2 and "c2012" or nil
end

-- Of a packet of link type USER0: its lane, and who sends to whom where the capture says it ("A>B over A-B").
local function lane_of_packet(pinfo)
  local section = tostring(value_of(section_number) or 0)
  local name = value_of(interface_name) or ""
  local description = value_of(interface_description) or ""
  local from, to, link = name:match("^(.*)>(.*) over (.*)$")
  local profile = description:match(" profile (header)") or description:match(" profile (c2012)")
  local shared = description:find(", shared memory", 1, true) ~= nil
  if from then return lane_of(section .. " " .. link, from, profile or "header", shared, true), from, to, link end
  local side = pinfo.p2p_dir == 1 and "in" or "out"
  return lane_of(section .. " #" .. tostring(value_of(interface_id) or 0), side, profile or preferred_profile(), shared, false)
end

local function lane_of_stream(pinfo)
  local link = "tcp " .. tostring(value_of(tcp_stream) or 0)
  return lane_of(link, tostring(pinfo.src) .. ":" .. pinfo.src_port, preferred_profile(), false, false)
end

-- An event of the simulated world, which stands in the same section.
local function link_is_up(link)
  local whole = tostring(value_of(section_number) or 0) .. " " .. link
  S.up[whole] = true
  for _, lane in pairs(S.lanes) do
    if lane.link == whole then begin(lane) end
  end
end

-- ----------------------------------------------------------------------------------------------
-- Follows transactions (TX-02): each half is judged by what its own side sent.

local NONE, OPEN, CLOSED = 0, 1, 2

local function has(message, flag)
  return message[flag]
end

local function key_of(lane, message)
  local opener = lane
  if message.reply then opener = lane.peer end
  return table.concat({ lane.link, opener and opener.side or "", opener and opener.incarnation or 0, message.spanid, message.msgid }, " ")
end

local function is_over(transaction)
  return transaction.halves[1] == CLOSED and transaction.halves[2] == CLOSED
end

-- The row "none" of TX-04 and TX-05: the opening was not seen, where it would have been.
local function judge_unknown(lane, message, marks)
  local opener = lane
  if message.reply then opener = lane.peer end
  if not (lane.whole and opener and opener.whole) then return end
  local creates, deletes, aborts = has(message, "create"), has(message, "delete"), has(message, "abort")
  local bad
  if creates then bad = not (deletes and aborts) else bad = deletes and not aborts end
  if bad then marks[#marks + 1] = "transaction"
  elseif not aborts then marks[#marks + 1] = "no_transaction" end
end

local function go_on(transaction, half, message, marks)
  local state = transaction.halves[half]
  local creates, deletes, aborts = has(message, "create"), has(message, "delete"), has(message, "abort")
  local bad
  if creates then bad = state ~= NONE else bad = state ~= OPEN and not aborts end
  if bad then marks[#marks + 1] = (is_over(transaction) and not creates and not deletes) and "no_transaction" or "transaction" end
  if deletes then transaction.halves[half] = CLOSED
  elseif creates and state == NONE then transaction.halves[half] = OPEN end
end

local function find_transaction(lane, message)
  return S.transactions[key_of(lane, message)]
end

local function follow(lane, message, frame, marks)
  if message.one_way then
    if has(message, "create") or has(message, "delete") or has(message, "abort") then marks[#marks + 1] = "one_way_flags" end
    return nil
  end
  local key = key_of(lane, message)
  local transaction = S.transactions[key]
  if not message.reply and has(message, "create") and (transaction == nil or is_over(transaction)) then
    S.count = S.count + 1
    transaction = { number = S.count, opened_in = frame, base = message.base, label = message.base == T.command.LNK_SPAN and message.label or "", opener = lane.side, replied_in = 0, halves = { has(message, "delete") and CLOSED or OPEN, NONE } }
    S.transactions[key] = transaction
    return transaction
  end
  if transaction == nil then judge_unknown(lane, message, marks)
  else
    if message.reply and transaction.replied_in == 0 then transaction.replied_in = frame end
    go_on(transaction, message.reply and 2 or 1, message, marks)
  end
  return transaction
end

-- WIRE-07; where no event tells of a new incarnation of the link, its first message does.
local function count(lane, message, marks)
  local first = lane.profile == "c2012" and T.command.LNK_CONN or T.command.LNK_AUTH
  local opens = message.base == first and message.create and not message.reply and message.sequence == 0
  if opens and (lane.sent > 0 or not lane.whole) then begin(lane) end
  if lane.sequence >= 0 and message.sequence ~= lane.sequence then marks[#marks + 1] = "sequence" end
  lane.sequence = (message.sequence + 1) % 256
  lane.sent = lane.sent + 1
end

-- ----------------------------------------------------------------------------------------------
-- What a message is, in the words of the lab's feed.

local function say(key, values)
  return (T.texts[key]:gsub("{(%w+)}", values or {}))
end

local function error_text(code)
  return T.errors[code] or string.format("error 0x%x", code)
end

local function flag_text(message)
  local names = {}
  for i = 1, 5 do
    local name = T.flags[i].name
    if message[name:lower()] then names[#names + 1] = name end
  end
  return #names == 0 and say("flags.none") or table.concat(names, "|")
end

local function say_auth(message)
  if not message.reply then return say("what.auth") end
  if message.error == 0 then return say("what.authAccepted") end
  return say("what.authReply", { error = error_text(message.error) })
end

local function say_conn(message)
  if message.delete then return say(message.reply and "what.connDeleteReply" or "what.connDelete") end
  return say(message.reply and "what.connAck" or "what.conn")
end

local function say_span(message, transaction)
  local opens = message.create and not message.reply
  local known = transaction and transaction.label ~= "" and transaction.label or say("name.somePfs")
  local pfs = opens and message.label ~= "" and message.label or known
  if message.delete then return say(message.reply and "what.spanDeleteReply" or "what.spanDelete", { pfs = pfs }) end
  if opens then
    if message.dist < 0 then return say("what.spanOpen", { pfs = pfs }) end
    return say("what.span", { pfs = pfs, dist = string.format("%d", message.dist) })
  end
  return say(message.reply and "what.spanAck" or "what.spanUpdate", { pfs = pfs })
end

local function step_of(message)
  local refuses = message.base == T.command.LNK_ERROR and message.error ~= 0
  if message.abort and (not message.create or (message.reply and message.delete)) then return message.delete and "what.abort" or "what.midStream" end
  if message.reply and message.create and message.delete then return refuses and "what.refusal" or "what.onlyReply" end
  if message.reply then return message.create and "what.openReply" or message.delete and "what.lastReply" or "what.elementReply" end
  if message.create then return message.delete and "what.openAndClose" or "what.open" end
  return message.delete and "what.last" or "what.element"
end

local function sentence_of(message, transaction)
  local base_ = message.base
  local opened = transaction and transaction.base
  if message.cmd == 0 then return say("what.bytes") end
  if base_ == T.command.LNK_PAD then return say("what.pad") end
  if base_ == T.command.LNK_PING then return say("what.ping") end
  if base_ == T.command.LNK_AUTH then return say_auth(message) end
  local name = T.commands[base_] or "UNKNOWN"
  if message.one_way then return say(message.reply and "what.oneWayReply" or "what.oneWay", { command = name }) end
  if base_ == T.command.LNK_CONN or opened == T.command.LNK_CONN then return say_conn(message) end
  if base_ == T.command.LNK_SPAN or opened == T.command.LNK_SPAN then return say_span(message, transaction) end
  if opened == T.command.LNK_AUTH then return say("what.other", { command = name, flags = flag_text(message) }) end
  local values = { transaction = say("name.transactionById", { msgid = message.msgid }), error = error_text(message.error) }
  return say(step_of(message), values)
end

local function broken_sentence(what, mark)
  return say("capture.unreadable", { what = say(what), mark = T.marks[mark].text })
end

-- ----------------------------------------------------------------------------------------------
-- One message, or one record of an encrypted link: judged in the order of a framer (WIRE-09), then followed, then shown.

local B = {} -- offsets in the base header, by name
for _, field in ipairs(T.base.fields) do B[field.name] = field.offset end

local function starts_record(s, at)
  return u8(s, at) == 0x32 and u8(s, at + 1) == 0x53
end

local function is_big(s, at)
  return u8(s, at) == 0x48
end

local function has_magic(s, at)
  local a, b = s:byte(at + 1, at + 2)
  return (a == 0x32 and b == 0x48) or (a == 0x48 and b == 0x32)
end

-- In which order the fields behind the base header stand (C12-02).
local function ext_big(message)
  return message.big and message.profile == "header"
end

local function ext_of(message)
  return (message.profile == "c2012" and T.ext_c2012 or T.ext)[message.base]
end

-- The profile of a link that does not say it shows in its first message: the C program starts with CONN (C12-03) or, a shell,
-- with a one-way DBG_SHELL (C12-06); everybody else with AUTH.
local function settle_profile(lane, s, at)
  if lane.profile then return end
  local big = is_big(s, at)
  local base_ = #s - at >= 28 and u32(s, at + B.cmd, big) % 0x1000000
  local one_way = base_ and id64(u64(s, at + B.msgid, big)) == id64(0, 0)
  lane.profile = (base_ == T.command.LNK_CONN or (base_ == T.command.DBG_SHELL and one_way)) and "c2012" or "header"
  if lane.peer then lane.peer.profile = lane.profile end
end

local function read_base(s, at, lane)
  local big = is_big(s, at)
  local cmd = u32(s, at + B.cmd, big)
  local message = { at = at, big = big, profile = lane.profile, cmd = cmd, base = cmd % 0x1000000, header_bytes = (cmd % 256) * 64 }
  local flags = math.floor(cmd / 0x1000000)
  for _, flag in ipairs(T.flags) do message[flag.name:lower()] = band(flags, flag.bit) ~= 0 end
  message.msgid = id64(u64(s, at + B.msgid, big))
  message.spanid = id64(u64(s, at + B.spanid, big))
  message.one_way = message.msgid == id64(0, 0)
  message.error = u32(s, at + B.error, big)
  message.sequence = u32(s, at + B.salt, big) % 256
  message.label = ""
  message.dist = -1
  return message
end

-- The length of the aux data, in whole units of 64 in c2012 (C12-01); nil = more than there may be.
local function aux_bytes_of(s, at, big, profile)
  local raw = u32(s, at + B.aux_bytes, big)
  if profile == "c2012" then raw = raw > T.limits.aux / 64 and T.limits.aux + 1 or raw * 64 end
  return raw <= T.limits.aux and raw or nil
end

-- What a framer says: the message, or nil and the mark of its first fault. `message` as far as it could be read comes third.
local function judge(s, at, stop, lane)
  if stop - at < 2 then return nil, "truncated" end
  if not has_magic(s, at) then return nil, "magic" end
  if stop - at < 28 then return nil, "truncated" end
  local big = is_big(s, at)
  local header_bytes = (u32(s, at + B.cmd, big) % 256) * 64
  if header_bytes < 64 or header_bytes > T.limits.header then return nil, "header_size" end
  if stop - at < header_bytes then return nil, "truncated" end
  local message = read_base(s, at, lane)
  local stored = u32(s, at + B.hdr_crc, big)
  message.without_crcs = lane.shared and stored == 0
  message.computed = header_crc(s, at, at + header_bytes, B.hdr_crc)
  if not message.without_crcs and message.computed ~= stored then return nil, "hdr_crc", message end
  message.aux_bytes = aux_bytes_of(s, at, big, lane.profile)
  if not message.aux_bytes then return nil, "aux_size", message end
  message.aux_at = at + header_bytes
  message.aux_wire = message.auxoob and 0 or aligned(message.aux_bytes)
  message.stop = message.aux_at + message.aux_wire
  if message.stop > stop then return nil, "truncated", message end
  message.behind = lane.shared and message.auxoob and math.min(aligned(message.aux_bytes), stop - message.stop) or 0
  if message.aux_wire + message.behind > 0 and not message.without_crcs then
    message.aux_computed = crc32c(s, message.aux_at, message.aux_at + message.aux_wire + message.behind)
    message.aux_good = message.aux_computed == u32(s, at + B.aux_crc, big)
    if not message.aux_good and message.behind == 0 then return nil, "aux_crc", message end
  end
  return message
end

local function any_set(s, at, struct)
  for _, field in ipairs(struct.fields) do
    if field.reserved and s:sub(at + field.offset + 1, at + field.offset + field.length):find("[^%z]") then return true end
  end
  return false
end

-- C12-04
local function is_beyond_2012(message)
  local base_ = message.base
  if base_ == T.command.LNK_PAD or base_ == T.command.LNK_PING or base_ == T.command.LNK_AUTH or message.abort then return true end
  return message.create and message.delete and not message.reply
end

-- What is wrong with a message whatever went before it; reads what the sentence needs of a SPAN.
local function judge_alone(s, message, marks)
  local ext = ext_of(message)
  if not T.commands[message.base] then marks[#marks + 1] = "unknown_command" end
  if message.flag0 or message.flag1 or message.flag2 or any_set(s, message.at, T.base) or (ext and any_set(s, message.at, T[ext])) then marks[#marks + 1] = "reserved" end
  if message.base < 0x100000 and message.base ~= T.command.LNK_ERROR and message.spanid ~= id64(0, 0) then marks[#marks + 1] = "link_spanid" end
  if message.profile == "c2012" and is_beyond_2012(message) then marks[#marks + 1] = "c2012" end
  if ext ~= "lnk_span" and ext ~= "lnk_conn" then return end
  for _, field in ipairs(T[ext].fields) do
    local from = message.at + field.offset
    if field.name == "dist" then
      message.dist = u32(s, from, ext_big(message))
      if message.dist >= 0x80000000 then message.dist = message.dist - 0x100000000 end
    elseif field.name == "label" and ext == "lnk_span" then message.label = up_to_nul(s:sub(from + 1, from + field.length)) end
  end
  if ext == "lnk_span" and message.dist < 0 then marks[#marks + 1] = "dist" end
end

-- What is found out once, in the order of the frames: marks, transaction and sentence of the part at `at`.
local function find_out(s, at, stop, lane, seen, frame)
  local message, mark, partly = judge(s, at, stop, lane)
  if not message then return { stop = stop, marks = { mark }, message = partly, sentence = broken_sentence("what.bytes", mark), broken = true } end
  local marks = {}
  if message.aux_good == false then marks[1] = "aux_crc" end
  if not seen then count(lane, message, marks) end
  judge_alone(s, message, marks)
  local transaction
  if seen then transaction = find_transaction(lane, message) else transaction = follow(lane, message, frame, marks) end
  return { stop = message.stop + message.behind, marks = marks, message = message, transaction = transaction, sentence = sentence_of(message, transaction) }
end

local function find_out_record(s, at, stop, lane, seen)
  local overhead = T.limits.record_overhead
  if stop - at < T.sealed_record.end_bytes then return { stop = stop, marks = { "truncated" }, record = {}, sentence = broken_sentence("capture.recordBroken", "truncated") } end
  local length = u32(s, at + 4, false)
  local hi, lo = u64(s, at + 8, false)
  local record = { length = length, number = hi * 0x100000000 + lo }
  if length == 0 or length > T.limits.header + T.limits.aux then return { stop = stop, marks = { "record_length" }, record = record, sentence = broken_sentence("capture.recordBroken", "record_length") } end
  local marks = {}
  local whole = stop - at >= length + overhead
  if not whole then marks[1] = "truncated" end
  if not seen then
    if lane.record >= 0 and record.number ~= lane.record then marks[#marks + 1] = "record_number" end
    lane.record = record.number + 1
  end
  return { stop = whole and at + length + overhead or stop, marks = marks, record = record, sentence = say("capture.record", { number = string.format("%.0f", record.number), bytes = tostring(length) }) }
end

-- ---------------------------------------------------------------- the tree

local function show_field(tree, tvb, s, at, field, prefix, big)
  local range = tvb(at + field.offset, field.length)
  local pf = F[prefix .. field.name]
  if field.kind == "label" then return tree:add(pf, range, up_to_nul(s:sub(at + field.offset + 1, at + field.offset + field.length))) end
  local item
  if big or field.kind == "bytes" then item = tree:add(pf, range) else item = tree:add_le(pf, range) end
  for _, one in ipairs(field.bits or {}) do
    local bit_field = F[prefix .. field.name .. "." .. one[2]:lower()]
    if big then item:add(bit_field, range) else item:add_le(bit_field, range) end
  end
  return item
end

local function show_cmd(item, range, big)
  local function add(name)
    if big then item:add(F[name], range) else item:add_le(F[name], range) end
  end
  for _, flag in ipairs(T.flags) do add("cmd." .. flag.name:lower()) end
  add("cmd.proto")
  add("cmd.command")
  add("cmd.size")
  add("command")
end

local function show_descr(item, tvb, at, big)
  local first, second = "aux_descr.offset", "aux_descr.generation"
  if big then first, second = second, first end
  for i, name in ipairs({ first, second }) do
    local range = tvb(at + B.aux_descr + 4 * (i - 1), 4)
    if big then item:add(F[name], range) else item:add_le(F[name], range) end
  end
end

-- 0 bad, 1 good, 2 unverified, 3 not present
local function show_crc(tree, tvb, at, name, status, computed)
  local range = tvb(at + B[name], 4)
  tree:add(F[name .. ".status"], range, status):set_generated()
  if status == 0 then tree:add(F[name .. ".computed"], range, computed):set_generated() end
end

local function show_base(tree, tvb, s, message, part)
  local at, big = message.at, message.big
  local sub = tree:add(tvb(at, math.min(64, tvb:len() - at)), T.base.name)
  local header_bad = part.marks[1] == "hdr_crc"
  for _, field in ipairs(T.base.fields) do
    local item = show_field(sub, tvb, s, at, field, "", big)
    if field.name == "cmd" then show_cmd(item, tvb(at + field.offset, 4), big)
    elseif field.name == "salt" then
      if big then item:add(F["salt.sequence"], tvb(at + field.offset, 4)) else item:add_le(F["salt.sequence"], tvb(at + field.offset, 4)) end
    elseif field.name == "aux_descr" and message.auxoob then show_descr(item, tvb, at, big)
    elseif field.name == "hdr_crc" then show_crc(item, tvb, at, "hdr_crc", message.without_crcs and 2 or header_bad and 0 or 1, message.computed)
    elseif field.name == "aux_crc" and message.aux_at then
      local status = message.without_crcs and 2 or message.aux_computed == nil and 3 or message.aux_good and 1 or 0
      show_crc(item, tvb, at, "aux_crc", status, message.aux_computed)
    end
  end
end

local function show_bytes(tree, tvb, name, from, stop)
  stop = math.min(stop, tvb:len())
  if stop > from then tree:add(F[name], tvb(from, stop - from)) end
end

local function show_ext(tree, tvb, s, message)
  local ext = ext_of(message)
  local from, stop = message.at + 64, message.at + message.header_bytes
  if not ext then return show_bytes(tree, tvb, "raw", from, stop) end
  local struct = T[ext]
  local sub = tree:add(tvb(from, struct.end_bytes - 64), struct.name)
  for _, field in ipairs(struct.fields) do show_field(sub, tvb, s, message.at, field, ext .. ".", ext_big(message)) end
  show_bytes(tree, tvb, "padding", message.at + struct.end_bytes, stop)
end

-- LINK-02: key material in an AUTH, little-endian whoever sends it.
local function key_material(s, message)
  if message.base ~= T.command.LNK_AUTH or message.profile ~= "header" then return nil end
  local name, form = "key_offer", T.limits.key_offer_form
  if message.reply then name, form = "key_proof", T.limits.key_proof_form end
  return message.aux_bytes == T[name].end_bytes and u16(s, message.aux_at, false) == form and name or nil
end

local function show_aux(tree, tvb, s, message)
  local from = message.aux_at
  if not from or message.aux_wire + message.behind == 0 then return end
  local stop = math.min(from + message.aux_bytes, tvb:len())
  local sub = tree:add(tvb(from, math.min(message.aux_wire + message.behind, tvb:len() - from)), message.behind > 0 and "aux data, out of band" or "aux data")
  local keys = message.behind == 0 and key_material(s, message)
  if keys then
    for _, field in ipairs(T[keys].fields) do show_field(sub, tvb, s, from, field, keys .. ".", false) end
  else
    show_bytes(sub, tvb, "aux", from, stop)
    local text = up_to_nul(s:sub(from + 1, stop))
    if printable(text) then sub:add(F["aux.text"], tvb(from, stop - from), text) end
  end
  show_bytes(sub, tvb, "aux.padding", stop, from + message.aux_wire + message.behind)
end

local function show_record(tree, tvb, s, at, part)
  for _, field in ipairs(T.sealed_record.fields) do
    if at + field.offset + field.length <= tvb:len() then show_field(tree, tvb, s, at, field, "sealed_record.", false) end
  end
  local from = at + T.sealed_record.end_bytes
  local stop = from + (part.record.length or 0)
  show_bytes(tree, tvb, "sealed_record.ciphertext", from, stop)
  show_bytes(tree, tvb, "sealed_record.tag", stop, part.stop)
end

local function show_belongings(tree, tvb, part, lane, seen, from, to, link)
  tree:add(F.link, link or lane.link):set_generated()
  tree:add(F.from, from or lane.side):set_generated()
  to = to or (lane.peer and lane.peer.side)
  if to then tree:add(F.to, to):set_generated() end
  tree:add(F.profile, lane.profile):set_generated()
  if seen then tree:add(F.received, true):set_generated() end
  local transaction = part.transaction
  if not transaction then return end
  tree:add(F.transaction, transaction.number):set_generated()
  tree:add(F["transaction.opener"], transaction.opener):set_generated()
  tree:add(F["transaction.command_in"], transaction.opened_in):set_generated()
  if transaction.replied_in > 0 then tree:add(F["transaction.reply_in"], transaction.replied_in):set_generated() end
end

-- Dissects what starts at `at` and returns where it ends.
local function dissect_part(tvb, s, at, pinfo, tree, lane, seen, from, to, link)
  local key = pinfo.number .. " " .. (tvb:offset() + at) .. " " .. (#s - at)
  local part = S.parts[key]
  local sealed = #s - at >= 2 and starts_record(s, at)
  if not part then
    if sealed then part = find_out_record(s, at, #s, lane, seen)
    else
      settle_profile(lane, s, at)
      part = find_out(s, at, #s, lane, seen, pinfo.number)
    end
    S.parts[key] = part
  end
  local sub = tree:add(mesh, tvb(at, part.stop - at), "HAMMER2 cluster mesh: " .. part.sentence)
  if sealed then show_record(sub, tvb, s, at, part)
  elseif part.message then
    show_base(sub, tvb, s, part.message, part)
    show_ext(sub, tvb, s, part.message)
    if not part.broken or part.marks[1] == "aux_crc" then show_aux(sub, tvb, s, part.message) end
  else show_bytes(sub, tvb, "raw", at, part.stop) end
  show_belongings(sub, tvb, part, lane, seen, from, to, link)
  for _, mark in ipairs(part.marks) do
    sub:add(F.mark, mark):set_generated()
    sub:add_proto_expert_info(EXPERTS[mark])
  end
  return part
end

-- ----------------------------------------------------------------------------------------------
-- Where Wireshark finds these dissectors: link types USER0 and USER1, TCP by port and by the first message of a stream.

function mesh.dissector(tvb, pinfo, tree)
  pinfo.cols.protocol = "HAMMER2"
  local lane, from, to, link = lane_of_packet(pinfo)
  local seen = lane.named and pinfo.p2p_dir == 1
  local s = tvb:len() > 0 and tvb:raw() or ""
  local sentences = {}
  local at = 0
  repeat
    if at >= #s then
      sentences[1] = say("what.bytes")
      break
    end
    local part = dissect_part(tvb, s, at, pinfo, tree, lane, seen, from, to, link)
    sentences[#sentences + 1] = part.sentence
    at = part.stop
  until at >= #s
  if from then
    pinfo.cols.src = from
    pinfo.cols.dst = to
  end
  pinfo.cols.info = table.concat(sentences, "; ")
  return tvb:len()
end

-- What happened in the simulated world: "name: value" a line, a piece of the run behind an empty line.
function world.dissector(tvb, pinfo, tree)
  pinfo.cols.protocol = "Spanscope"
  local s = tvb:len() > 0 and tvb:raw() or ""
  local stop = s:find("\n\n", 1, true)
  local head = stop and s:sub(1, stop) or s
  local sub = tree:add(world, tvb())
  local values = {}
  local at = 1
  while at <= #head do
    local line_stop = head:find("\n", at, true) or #head + 1
    local name, value = head:sub(at, line_stop - 1):match("^(%w+): (.*)$")
    if name and E[name] then
      values[name] = value
      sub:add(E[name], tvb(at - 1, line_stop - at), value)
    end
    at = line_stop + 1
  end
  if stop and stop + 1 < #s then sub:add(E.run, tvb(stop + 1)) end
  pinfo.cols.info = values.text or say("capture.noEvent")
  if not pinfo.visited and values.what == "link" and values.state == "up" and values.link then link_is_up(values.link) end
  return tvb:len()
end

-- ---------------------------------------------------------------- TCP

local HEAD_BYTES = 36 -- up to aux_bytes, which says how long a message is

-- A stream that cannot be cut into messages any more is shown as it is.
local function stream_length(tvb, pinfo, at)
  local s = tvb:raw(at, HEAD_BYTES)
  local left = tvb:len() - at
  if starts_record(s, 0) then
    local length = u32(s, 4, false)
    return length > 0 and length <= T.limits.header + T.limits.aux and length + T.limits.record_overhead or left
  end
  if not has_magic(s, 0) then return left end
  local lane = lane_of_stream(pinfo)
  settle_profile(lane, s, 0)
  local cmd = u32(s, B.cmd, is_big(s, 0))
  local header_bytes = (cmd % 256) * 64
  if header_bytes < 64 or header_bytes > T.limits.header then return left end
  local aux_bytes = aux_bytes_of(s, 0, is_big(s, 0), lane.profile)
  local oob = band(math.floor(cmd / 0x1000000), 0x08) ~= 0
  return header_bytes + (aux_bytes and not oob and aligned(aux_bytes) or 0)
end

local stream_sentences

local function stream_message(tvb, pinfo, tree)
  local part = dissect_part(tvb, tvb:raw(), 0, pinfo, tree, lane_of_stream(pinfo), false)
  stream_sentences[#stream_sentences + 1] = part.sentence
  return tvb:len()
end

local stream = Proto("hammer2dmsg_tcp", "HAMMER2 cluster mesh over TCP")

function stream.dissector(tvb, pinfo, tree)
  stream_sentences = {}
  dissect_tcp_pdus(tvb, tree, HEAD_BYTES, stream_length, stream_message)
  pinfo.cols.protocol = "HAMMER2"
  if #stream_sentences > 0 then pinfo.cols.info = table.concat(stream_sentences, "; ") end
  return tvb:len()
end

-- A stream is the mesh's when it begins with a whole header whose CRC fits.
local function is_first_message(tvb, pinfo, tree)
  if tvb:len() < 64 then return false end
  local s = tvb:raw()
  if not has_magic(s, 0) then return false end
  local big = is_big(s, 0)
  local header_bytes = (u32(s, B.cmd, big) % 256) * 64
  if header_bytes < 64 or header_bytes > math.min(#s, T.limits.header) then return false end
  if header_crc(s, 0, header_bytes, B.hdr_crc) ~= u32(s, B.hdr_crc, big) then return false end
  pinfo.conversation = stream
  stream.dissector(tvb, pinfo, tree)
  return true
end

local encapsulations = DissectorTable.get("wtap_encap")
encapsulations:add(wtap.USER0, mesh)
encapsulations:add(wtap.USER1, world)
stream:register_heuristic("tcp", is_first_message)

local ports = DissectorTable.get("tcp.port")
local port_now = mesh.prefs.tcp_port
ports:add(port_now, stream)
function mesh.prefs_changed()
  if port_now == mesh.prefs.tcp_port then return end
  ports:remove(port_now, stream)
  port_now = mesh.prefs.tcp_port
  ports:add(port_now, stream)
end
