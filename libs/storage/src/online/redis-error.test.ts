import { HeadroomError } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { fromRedisError } from './redis-error.ts';

describe('fromRedisError', () => {
  it.each([
    ['LOADING Redis is loading the dataset in memory', 'UNAVAILABLE'],
    ['READONLY You can not write against a read only replica.', 'UNAVAILABLE'],
    ['OOM command not allowed when used memory > maxmemory', 'UNAVAILABLE'],
    ['Connection is closed.', 'UNAVAILABLE'],
    ['Command timed out', 'UNAVAILABLE'],
    ['Reached the max retries per request limit (which is 1).', 'UNAVAILABLE'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'INTERNAL'],
  ])('%s is %s', (message, code) => {
    const mapped = fromRedisError(new Error(message));
    expect(mapped).toMatchObject({ code, retriable: code === 'UNAVAILABLE' });
  });

  it('takes network errors by their code and passes on ours', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(fromRedisError(refused)).toMatchObject({ code: 'UNAVAILABLE' });
    const ours = new HeadroomError('INVALID_DATA', 'x');
    expect(fromRedisError(ours)).toBe(ours);
  });
});
