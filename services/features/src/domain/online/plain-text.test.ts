import type { ValueType } from '@headroom/feature-definitions';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainTextReader } from './plain-text.ts';
import { valueWriter } from './value-text.ts';

it.each<[ValueType, string | null, string]>([
  ['int64', '9007199254740993', '9007199254740993'],
  ['int64', '5.0', '5'],
  ['int32', null, 'null'],
  ['int32', '', 'null'],
  ['float32', '0.1', '0.10000000149011612'],
  ['float64', 'nan', 'null'],
  ['float64', '-Infinity', '"-Infinity"'],
  ['bool', 't', 'true'],
  ['bool', 'False', 'false'],
  ['string', '', '""'],
  ['string', 'a"b', '"a\\"b"'],
  ['bytes', 'AAEC', '"AAEC"'],
  ['unix_timestamp', '2024-01-01 00:00:00', '1704067200'],
  ['unix_timestamp', '1704067200', '1704067200'],
  ['array<int64>', '[1,9007199254740993]', '[1,9007199254740993]'],
  ['array<float64>', '[0.5,NaN,-inf]', '[0.5,"NaN","-Infinity"]'],
  [
    'array<float64>',
    '[0.1234567890123456789,12345678901234567890]',
    '[0.12345678901234568,12345678901234567000.0]',
  ],
  ['array<string>', '["1234567890123456789","nan"]', '["1234567890123456789","nan"]'],
  ['array<bool>', '[true,false]', '[true,false]'],
  ['array<unix_timestamp>', '["2024-01-01 00:00:00"]', '[1704067200]'],
])('reads %s of %j', (type, text, expected) => {
  expect(plainTextReader(type)(text)).toBe(expected);
});

it.each<[ValueType, string]>([
  ['int64', '1.5'],
  ['int64', 'abc'],
  ['float64', 'abc'],
  ['float64', ' '],
  ['bool', 'maybe'],
  ['bytes', '*'],
  ['unix_timestamp', 'yesterday'],
  ['array<int64>', '1,2'],
  ['array<int64>', '["x"]'],
])('refuses %s of %j, and says what it is', (type, text) => {
  expect(() => plainTextReader(type)(text)).toThrow('must be');
});

it('reads whatever numbers print as', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (float, whole) => {
        expect(plainTextReader('float64')(String(float))).toBe(
          valueWriter('float64')(float === 0 ? Number(String(float)) : float),
        );
        expect(plainTextReader('int64')(String(whole))).toBe(String(whole));
        expect(plainTextReader('array<int64>')(`[${whole}]`)).toBe(`[${whole}]`);
      },
    ),
  );
});
