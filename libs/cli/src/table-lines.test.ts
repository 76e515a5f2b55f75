import { describe, expect, it } from 'vitest';
import { tableLines, timeText } from './table-lines.ts';

describe('tableLines', () => {
  it('sets columns under one another, without spaces at the end', () => {
    expect(
      tableLines([
        ['id', 'name', 'note'],
        ['1', 'long name', ''],
        ['200', 'x', 'y'],
      ]),
    ).toEqual(['id   name       note', '1    long name', '200  x          y']);
  });
});

describe('timeText', () => {
  it('is UTC, or nothing', () => {
    expect(timeText(1_700_000_000_000)).toBe('2023-11-14 22:13:20');
    expect(timeText(undefined)).toBe('');
    expect(timeText(9_007_199_254_740_993n)).toBe('9007199254740993');
  });
});
