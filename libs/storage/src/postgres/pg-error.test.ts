import { HeadroomError } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { fromPgError } from './pg-error.ts';

const pgError = (code: string, message = 'it says why') =>
  Object.assign(new Error(message), code === '' ? {} : { code });

describe('fromPgError', () => {
  it.each([
    ['ECONNREFUSED', '', 'UNAVAILABLE'],
    ['', 'Connection terminated unexpectedly', 'UNAVAILABLE'],
    ['', 'timeout exceeded when trying to connect', 'UNAVAILABLE'],
    ['57P01', 'terminating connection', 'UNAVAILABLE'],
    ['40P01', 'deadlock detected', 'UNAVAILABLE'],
    ['40001', 'could not serialize', 'UNAVAILABLE'],
    ['53300', 'too many connections', 'UNAVAILABLE'],
    ['28P01', 'password authentication failed', 'INVALID_CONFIG'],
    ['23505', 'duplicate key', 'CONFLICT'],
    ['23502', 'null value in column', 'INVALID_DATA'],
    ['22P02', 'invalid input syntax', 'INVALID_DATA'],
    ['42P01', 'relation does not exist', 'INTERNAL'],
    ['', 'anything', 'INTERNAL'],
  ])('%s %s is %s', (state, message, code) => {
    const mapped = fromPgError(pgError(state, message));
    expect(mapped).toBeInstanceOf(HeadroomError);
    expect(mapped).toMatchObject({ code, retriable: code === 'UNAVAILABLE' });
  });

  it('passes on what is no error of pg', () => {
    const ours = new HeadroomError('NO_MODEL', 'none');
    expect(fromPgError(ours)).toBe(ours);
    expect(fromPgError('text')).toBe('text');
  });
});
