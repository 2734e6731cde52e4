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
