import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from './exact-json.ts';

const exact = (number: bigint) => (Number.isSafeInteger(Number(number)) ? Number(number) : number);

describe('parseExactJson', () => {
  it('keeps every digit of a whole number, wherever it stands', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (number) => {
        expect(parseExactJson(`${number}`)).toBe(exact(number));
        expect(parseExactJson(`{"step":${number}, "all": [ ${number},${number}]}`)).toEqual({
          step: exact(number),
          all: [exact(number), exact(number)],
        });
      }),
    );
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (json, double) => {
          const text = `{"value":${json},"long":"12345678901234567","double":${JSON.stringify(double)}}`;
          fc.pre(!/\d{16}/.test(json) && !/^-?\d{16,}$/.test(JSON.stringify(double)));
          expect(parseExactJson(text)).toEqual(JSON.parse(text));
        },
      ),
    );
    expect(parseExactJson('[1e400, 1234567890123456.5, -0]')).toEqual([
      Infinity,
      1234567890123456.5,
      -0,
    ]);
    expect(() => parseExactJson('[12345678901234567890')).toThrow(SyntaxError);
  });
});
