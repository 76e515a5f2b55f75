import { redisScript } from './redis-connection.ts';

/** The values of the first keys, as many as the argument says, and the guards alone of the others: empty where there is none. */
export const GUARDED_READ = redisScript(`
local whole = tonumber(ARGV[1])
local found = {}
for i, key in ipairs(KEYS) do
  if i <= whole then
    found[i] = redis.call('GET', key)
  else
    found[i] = redis.call('GETRANGE', key, 0, 15)
  end
end
return found
`);
