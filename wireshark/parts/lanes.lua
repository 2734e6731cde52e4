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
