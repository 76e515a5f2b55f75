import { HeadroomError } from '@headroom/contracts';
import { expect, it } from 'vitest';
import { kafkaError } from './errors.ts';

const typed = (type: string) => Object.assign(new Error(type), { type });

it.each([
  ['a broker that is away', new Error('connect ECONNREFUSED'), 'UNAVAILABLE', true],
  ['a topic without leader', typed('LEADER_NOT_AVAILABLE'), 'UNAVAILABLE', true],
  ['a message that is too large', typed('MESSAGE_TOO_LARGE'), 'INVALID_DATA', false],
  [
    'the same, wrapped',
    new Error('no', { cause: typed('MESSAGE_TOO_LARGE') }),
    'INVALID_DATA',
    false,
  ],
])('takes %s for what it is', (_, error, code, retriable) => {
  expect(kafkaError(error, 'publishing to x')).toMatchObject({
    code,
    retriable,
    cause: error,
    message: `publishing to x: ${error.message}`,
  });
});

it('leaves an error of ours alone', () => {
  const error = new HeadroomError('CONFLICT', 'x');
  expect(kafkaError(error, 'publishing')).toBe(error);
});
