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
