import { HeadroomError } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { isInfrastructureError } from './infrastructure-error.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });
const named = (name: string) => Object.assign(new Error(name), { name });

it.each([
  ['UNAVAILABLE', new HeadroomError('UNAVAILABLE', 'x'), true],
  [
    'an error that says it is retriable',
    new HeadroomError('CONFLICT', 'x', { retriable: true }),
    true,
  ],
  ['wrong data', new HeadroomError('INVALID_DATA', 'x', { cause: coded('ECONNREFUSED') }), false],
  ['a refused connection', coded('ECONNREFUSED'), true],
  ['a database that shuts down', coded('57P01'), true],
  ['a database without connections left', coded('53300'), true],
  ['a violated constraint', coded('23505'), false],
  ['Redis given up', named('MaxRetriesPerRequestError'), true],
  ['a cause behind a wrapper', new Error('query failed', { cause: coded('ECONNRESET') }), true],
  ['a defect', new TypeError('x is undefined'), false],
  ['no error at all', 'ECONNREFUSED', false],
])('%s: %s', (_, error, expected) => {
  expect(isInfrastructureError(error)).toBe(expected);
});
