import { expect, it } from 'vitest';
import { definitionHash, MINUTE_MS } from '../index.ts';
import { fnv1a64 } from './definition-hash.ts';

it('is FNV-1a of 64 bits', () => {
  expect(fnv1a64('')).toBe('cbf29ce484222325');
  expect(fnv1a64('foobar')).toBe('85944171f73967e8');
});

it('changes with the cadence and with nothing else', () => {
  const hashes = [5, 60].map((minutes) => definitionHash(minutes * MINUTE_MS));
  expect(new Set(hashes).size).toBe(2);
  // Stored vectors carry these: a change here makes every one of them unreadable, which must be meant.
  expect(hashes).toMatchInlineSnapshot(`
    [
      "e42a725927e755b2",
      "259fc674f0550d13",
    ]
  `);
});

it('refuses a cadence that no stack can have', () => {
  expect(() => definitionHash(7 * MINUTE_MS)).toThrow(/cadence is 7 minutes/);
});
