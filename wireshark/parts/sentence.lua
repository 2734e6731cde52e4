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
