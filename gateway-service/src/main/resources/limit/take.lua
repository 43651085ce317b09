-- Takes one token from a bucket, in one step. The same arithmetic as TokenBucket.java, in whole micro-tokens, so that
-- no rounding creeps in: numbers here are exact up to 2^53.
-- KEYS[1] the bucket; ARGV[1] tokens a second; ARGV[2] tokens of a full bucket; ARGV[3] time in microseconds, or
-- absent for the server's own clock.
-- Answers the micro-tokens that are left, or -1 - (micro-tokens there) where there was not a whole token.
local rate = tonumber(ARGV[1])
local full = tonumber(ARGV[2]) * 1000000
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local tokens = full
local state = redis.call('GET', KEYS[1])
if state then
  local kept, at = string.match(state, '^(%d+) (%d+)$')
  kept = tonumber(kept)
  at = tonumber(at)
  if now < at then
    now = at
  end
  tokens = math.min(full, kept + (now - at) * rate)
end
if tokens < 1000000 then
  return -1 - tokens
end
tokens = tokens - 1000000
-- A bucket that would be full again is as good as none.
local expiry = math.ceil((full - tokens) / rate / 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.0f %.0f', tokens, now), 'PX', string.format('%.0f', expiry))
return tokens
