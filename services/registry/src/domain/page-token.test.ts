import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetOf, pageTokenOf } from './page-token.ts';

it('comes back as the offset it was made of', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (offset) => {
      expect(offsetOf(pageTokenOf(offset))).toBe(offset);
    }),
  );
  expect(offsetOf('')).toBe(0);
  expect(offsetOf(undefined)).toBe(0);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
it.each([
  ['x', 'Invalid page token, could not base64-decode'],
  [base64('hello'), "Invalid page token, decoded value=b'hello'"],
  [base64('{"page": 1}'), "Invalid page token, parsed value={'page': 1}"],
  [base64('{"offset": -1}'), 'OFFSET must not be negative'],
  [base64('{"offset": "x"}'), 'Invalid page token, not stringable x'],
])('refuses %s', (token, message) => {
  expect(() => offsetOf(token)).toThrow(message);
});
