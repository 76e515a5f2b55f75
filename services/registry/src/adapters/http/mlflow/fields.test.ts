import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  double,
  enumeration,
  int64,
  jsonOfQuery,
  list,
  nested,
  optionalBoolean,
  optionalString,
  readMessage,
  string,
} from './fields.ts';

const Tag = { key: string, value: string };
const message = {
  run_id: string,
  name: optionalString,
  step: int64,
  value: double,
  view: enumeration(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']),
  tags: list(nested(Tag)),
  ids: list(string),
  purge: optionalBoolean,
};
const empty = {
  run_id: '',
  name: undefined,
  step: 0,
  value: 0,
  view: undefined,
  tags: [],
  ids: [],
  purge: undefined,
};
const read = (json: unknown) => readMessage(message, json);

describe('a message of the protocol', () => {
  it('ignores unknown fields, takes null as absent, and knows both spellings', () => {
    expect(read({ runId: 'r', step: null, other: [1] })).toEqual({
      request: { ...empty, run_id: 'r' },
      fits: true,
    });
    expect(() => read({ run_id: 'r', runId: 's' })).toThrow(
      "Request specifies both 'run_id' and 'runId'; provide only one of them.",
    );
  });

  it('takes integers as numbers or digits, and floats by name', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.double(), (step, value) => {
        const expected = { request: { ...empty, step, value }, fits: true };
        const text = Number.isFinite(value) ? value : String(value);
        expect(read({ step, value: text })).toEqual(expected);
        if (!Object.is(value, -0)) {
          expect(read({ step: String(step), value: String(value) })).toEqual(expected);
        }
      }),
    );
  });

  it('stops at what does not fit, in the order of the body', () => {
    expect(read({ run_id: 'r', step: 'x', name: 'n' })).toEqual({
      request: { ...empty, run_id: 'r' },
      fits: false,
    });
    for (const json of [
      [],
      'x',
      { step: 1.5 },
      { step: '9223372036854775808' },
      { value: 'nan' },
    ]) {
      expect(read(json).fits).toBe(false);
    }
  });

  it('keeps what it read of a list before the item that does not fit', () => {
    const first = { key: 'a', value: '1' };
    expect(read({ tags: [first, { key: 'b', value: 2 }, first], name: 'n' })).toEqual({
      request: { ...empty, tags: [first, { key: 'b', value: '' }] },
      fits: false,
    });
    expect(read({ ids: ['a', 1, 'b'] }).request.ids).toEqual(['a']);
  });

  it('holds 64-bit integers exactly, as Python writes them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (step) => {
        const whole = Number.isSafeInteger(Number(step)) ? Number(step) : step;
        for (const given of [step, String(step)]) {
          expect(read({ step: given })).toEqual({ request: { ...empty, step: whole }, fits: true });
        }
      }),
    );
    expect(read({ step: '1_000' }).request.step).toBe(1000);
    expect(read({ step: '1e3' }).request.step).toBe(1000);
    expect(read({ value: '-inf' }).request.value).toBe(-Infinity);
    for (const json of [{ step: 2n ** 63n }, { step: ' 7' }, { step: '1.5' }, { value: '0x10' }]) {
      expect(read(json).fits).toBe(false);
    }
  });

  it('knows an enum by name and by number', () => {
    for (const view of ['DELETED_ONLY', 2, 2.5, '2']) {
      expect(read({ view }).request.view).toBe('DELETED_ONLY');
    }
    expect(read({ view: 'NONE' })).toEqual({ request: empty, fits: true });
    for (const view of [4, 0, [1]]) expect(read({ view }).fits).toBe(false);
  });

  it('reads a query: a list also of one, booleans by name', () => {
    const query = new URLSearchParams('run_id=a%2Fb&ids=1&step=3&purge=True&x=1');
    expect(jsonOfQuery(message, query)).toEqual({
      run_id: 'a/b',
      ids: ['1'],
      step: '3',
      purge: true,
    });
    expect(() => jsonOfQuery(message, new URLSearchParams('purge=1'))).toThrow(
      "Invalid boolean value: 1, must be 'true' or 'false'.",
    );
  });
});
