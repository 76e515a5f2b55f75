import { isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkKey } from './object-key.ts';

const accepted = (key: string): boolean => {
  try {
    checkKey(key);
    return true;
  } catch {
    return false;
  }
};

describe('object keys', () => {
  it.each([
    'data/raw/workload_42.parquet',
    'models/m/1/model.json',
    'runs/manual__2024-01-01T00:00:00+00:00/x',
  ])('accepts %s', (key) => expect(checkKey(key).join('/')).toBe(key));

  it.each([
    '',
    '/',
    '/etc/passwd',
    'a//b',
    'a/',
    '..',
    'a/../b',
    '.',
    './a',
    'a/.tmp/b',
    'a\\b',
    'a\0b',
    'a b',
    'C:\\x',
    'a\n',
    'x'.repeat(201),
    Array(200).fill('abcdef').join('/'),
  ])('refuses %j', (key) => expect(() => checkKey(key)).toThrow(/Object key/));

  it('never leaves the root', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '/', '\\', '//', 'a', '%2e'), fc.string());
    const key = fc.array(part).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.oneof(key, fc.string()), (k) => {
        fc.pre(accepted(k));
        const inside = relative('/root', join('/root', k));
        expect(inside.startsWith('..') || isAbsolute(inside) || inside === '').toBe(false);
      }),
    );
  });
});
