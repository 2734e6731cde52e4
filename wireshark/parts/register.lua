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
