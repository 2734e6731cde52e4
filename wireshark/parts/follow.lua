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
