import { redisScript } from './redis-connection.ts';

/**
 * Sets each key to its value unless the value there has a newer guard. The guard is compared as numbers: Lua compares
 * strings by locale. Redis 6.2's commands only.
 */
export const GUARDED_SET = redisScript(`
local applied = {}
for i, key in ipairs(KEYS) do
  local apply = true
  local old = redis.call('GETRANGE', key, 0, 15)
  if #old == 16 then
    local oldEnd, oldRevision = struct.unpack('<dd', old)
    local newEnd, newRevision = struct.unpack('<dd', ARGV[i])
    apply = newEnd > oldEnd or (newEnd == oldEnd and newRevision >= oldRevision)
  end
  if apply then
    redis.call('SET', key, ARGV[i])
    redis.call('PUBLISH', key, '')
  end
  applied[i] = apply and 1 or 0
end
return applied
`);
