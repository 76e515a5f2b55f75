import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, matchName } from './file-pattern.ts';

const part = fc.stringMatching(/^[A-Za-z0-9.+()[\]^$|\\ -]{1,12}$/);

describe('matchName', () => {
  it('finds what a placeholder stands for, and fill puts it back', () => {
    fc.assert(
      fc.property(part, part, (before, id) => {
        const pattern = `${before}_{id}!csv`;
        const name = `${before}_${id}!csv`;
        expect(matchName(pattern, name)).toEqual({ id });
        expect(fill(pattern, { id })).toBe(name);
      }),
    );
  });

  it('takes every character of a pattern but its own as written', () => {
    fc.assert(
      fc.property(part, part, (pattern, name) => {
        expect(matchName(pattern, name) !== null).toBe(pattern === name);
      }),
    );
  });

  it.each([
    ['*.csv', 'a.b.csv', true],
    ['*.csv', 'a.csv.gz', false],
    ['cpu_?.csv', 'cpu_1.csv', true],
    ['cpu_?.csv', 'cpu_12.csv', false],
    ['{id}.csv', '.csv', false],
    ['A.csv', 'a.csv', false],
  ])('%s on %s: %s', (pattern, name, fits) => {
    expect(matchName(pattern, name) !== null).toBe(fits);
  });
});
