-- GCRA. KEYS[1]: the key. ARGV: interval and burst, both in microseconds.
-- Answers {allowed, remaining, retry after us, reset after us}. The clock is the server's.
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local next = tat + interval
local wait = next - burst - now
if wait > 0 then
  return {0, math.floor((burst - (tat - now)) / interval), wait, tat - now}
end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
return {1, math.floor((burst - (next - now)) / interval), 0, next - now}
