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
    expect(read({ tags: [{ key: 1 }] }).fits).toBe(false);
  });

  it('knows an enum by name and by number', () => {
    for (const view of ['DELETED_ONLY', 2, '2']) {
      expect(read({ view }).request.view).toBe('DELETED_ONLY');
    }
    expect(read({ view: 'NONE' })).toEqual({ request: empty, fits: true });
    for (const view of [4, 0, [1], true]) expect(read({ view }).fits).toBe(false);
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
