-- Takes a request's cost from all its limits, or from none, in one step. The same arithmetic as Gcra.java, in whole
-- micro-tokens and microseconds, so that no rounding creeps in: numbers here are exact up to 2^53.
-- KEYS     one for each rule
-- ARGV[1]  'take', or 'charge' for what is owed whether it is there or not
-- ARGV[2]  cost in tokens; ARGV[3] time in microseconds, or '' for the server's own clock; ARGV[4] id of a lease, or ''
-- then for each rule three: 'r' rate burst, 'c' most leaseMillis, 'd' most 0
-- Answers the place of the first rule that refuses, or 0, and what is left by rule: micro-tokens, requests at once, tokens.
local charge = ARGV[1] == 'charge'
local cost = tonumber(ARGV[2])
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local answer = {0}
local used = {}
for i = 1, #KEYS do
  local kind = ARGV[i * 3 + 2]
  local a = tonumber(ARGV[i * 3 + 3])
  if kind == 'r' then
    local full = tonumber(ARGV[i * 3 + 4]) * 1000000
    local ahead = 0
    local state = redis.call('GET', KEYS[i])
    if state then
      local at, part = string.match(state, '^(%d+) (%d+)$')
      at = tonumber(at)
      if at >= now then
        -- Never more than ten bursts of debt, whatever became of the clock or the limit.
        ahead = math.min((at - now) * a + tonumber(part), full * 11)
      end
    end
    used[i] = ahead
    answer[i + 1] = full - ahead
    if full - ahead < math.min(cost * 1000000, full) and answer[1] == 0 then
      answer[1] = i
    end
  elseif kind == 'c' then
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', string.format('%.0f', math.floor(now / 1000)))
    local free = a - redis.call('ZCARD', KEYS[i])
    answer[i + 1] = free
    if free < 1 and answer[1] == 0 then
      answer[1] = i
    end
  else
    local today = math.floor(now / 86400000000)
    used[i] = 0
    local state = redis.call('GET', KEYS[i])
    if state then
      local day, tokens = string.match(state, '^(%d+) (%d+)$')
      if tonumber(day) == today then
        used[i] = tonumber(tokens)
      end
    end
    answer[i + 1] = a - used[i]
    if a - used[i] < cost and answer[1] == 0 then
      answer[1] = i
    end
  end
end
if charge then
  answer[1] = 0
elseif answer[1] > 0 then
  return answer
end
for i = 1, #KEYS do
  local kind = ARGV[i * 3 + 2]
  local a = tonumber(ARGV[i * 3 + 3])
  if kind == 'r' then
    local full = tonumber(ARGV[i * 3 + 4]) * 1000000
    local taken = math.min(used[i] + cost * 1000000, full * 11)
    local part = math.fmod(taken, a)
    local at = now + (taken - part) / a
    -- What is over is as good as nothing.
    redis.call('SET', KEYS[i], string.format('%.0f %.0f', at, part), 'PX',
      string.format('%.0f', math.ceil(taken / a / 1000) + 1000))
    answer[i + 1] = full - taken
  elseif kind == 'c' then
    if not charge then
      local life = tonumber(ARGV[i * 3 + 4])
      redis.call('ZADD', KEYS[i], string.format('%.0f', math.floor(now / 1000) + life), ARGV[4])
      redis.call('PEXPIRE', KEYS[i], ARGV[i * 3 + 4])
      answer[i + 1] = answer[i + 1] - 1
    end
  else
    local today = math.floor(now / 86400000000)
    local left = (today + 1) * 86400000 - math.floor(now / 1000)
    redis.call('SET', KEYS[i], string.format('%.0f %.0f', today, used[i] + cost), 'PX', string.format('%.0f', left + 1000))
    answer[i + 1] = a - used[i] - cost
  end
end
return answer
