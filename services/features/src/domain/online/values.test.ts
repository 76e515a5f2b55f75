import { SCALAR_TYPES, type ScalarType, type ValueType } from '@headroom/feature-definitions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueReader, type Value } from './read-value.ts';
import { valueWriter } from './value-text.ts';

const VALUES: Readonly<Record<ScalarType, fc.Arbitrary<Exclude<Value, null | unknown[]>>>> = {
  bool: fc.boolean(),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float32: fc.float({ noNaN: true }),
  float64: fc.double({ noNaN: true }),
  string: fc.string({ unit: 'binary' }),
  bytes: fc.uint8Array(),
  unix_timestamp: fc
    .date({ noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000)),
};

describe.each(SCALAR_TYPES)('%s', (type) => {
  it('is read as it was written, by itself and in an array, on one line of JSON', () => {
    fc.assert(
      fc.property(fc.array(VALUES[type]), (values) => {
        const array: ValueType = `array<${type}>`;
        const text = valueWriter(array)(values);
        expect(text).not.toContain('\n');
        expect(() => JSON.parse(text) as unknown).not.toThrow();
        expect(valueReader(array)(text)).toEqual(values);
        for (const value of values) {
          expect(valueReader(type)(valueWriter(type)(value))).toEqual(value);
        }
      }),
    );
  });

  it('takes a null for missing, in an array only as a whole', () => {
    expect(valueWriter(type)(null)).toBe('null');
    expect(valueReader(type)('null')).toBeNull();
    expect(valueWriter(`array<${type}>`)(null)).toBe('null');
  });

  it('refuses what is something else', () => {
    expect(() => valueWriter(type)({})).toThrow(RangeError);
    expect(() => valueWriter(`array<${type}>`)(1)).toThrow(/array/);
  });
});

describe('valueWriter', () => {
  it.each([
    ['int64', 9007199254740993n, '9007199254740993'],
    ['int64', '-9223372036854775808', '-9223372036854775808'],
    ['int32', 7, '7'],
    ['float64', 1, '1.0'],
    ['float64', 1e21, '1e+21'],
    ['float64', -0, '-0.0'],
    ['float64', NaN, 'null'],
    ['float64', 'NaN', '"NaN"'],
    ['float64', -Infinity, '"-Infinity"'],
    ['float32', 0.1, '0.10000000149011612'],
    ['array<float64>', [1, NaN], '[1.0,"NaN"]'],
    ['array<int64>', [1n, 2], '[1,2]'],
    ['string', 'a\n"ü"', String.raw`"a\n\"ü\""`],
    ['bytes', new Uint8Array([1, 255]), '"Af8="'],
    ['unix_timestamp', '2026-01-01T00:00:00Z', '1767225600'],
  ] satisfies [ValueType, unknown, string][])('%s of %s is %s', (type, value, text) => {
    expect(valueWriter(type)(value)).toBe(text);
  });

  it.each([
    ['int32', 2 ** 31],
    ['int32', 1.5],
    ['int64', 2n ** 63n],
    ['int64', 2 ** 53],
    ['bool', 1],
    ['float64', '1'],
    ['bytes', 'not base64'],
    ['unix_timestamp', 'soon'],
    ['array<string>', ['a', 1]],
  ] satisfies [ValueType, unknown][])('refuses for %s: %s', (type, value) => {
    expect(() => valueWriter(type)(value)).toThrow(RangeError);
  });
});
