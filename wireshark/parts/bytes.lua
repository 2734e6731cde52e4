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
