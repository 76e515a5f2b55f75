import { redisScript } from '@headroom/storage';

/**
 * KEYS: layout, clock, rows… ARGV: layout, rows… A row is set, and its key told as a channel, unless the one there is as new. Event times are compared
 * as numbers, exact to the microsecond: Lua compares strings by locale. The clock keeps the newest of all.
 */
export const PUT_ROWS = redisScript(`
local function timeOf(text) return tonumber(string.match(text, '^-?%d+')) end
local newest = timeOf(redis.call('GET', KEYS[2]) or '')
local applied = {}
redis.call('SET', KEYS[1], ARGV[1])
for i = 3, #KEYS do
  local row = ARGV[i - 1]
  local time = timeOf(row)
  local known = timeOf(redis.call('GETRANGE', KEYS[i], 0, 20))
  local apply = known == nil or time > known
  if apply then
    redis.call('SET', KEYS[i], row)
    redis.call('PUBLISH', KEYS[i], '')
  end
  if newest == nil or time > newest then newest = time end
  applied[i - 2] = apply and 1 or 0
end
redis.call('SET', KEYS[2], string.format('%.0f', newest))
return applied
`);
