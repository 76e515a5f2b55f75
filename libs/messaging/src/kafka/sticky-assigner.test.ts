import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assign } from './sticky-assigner.ts';

const sizes = (assigned: Map<string, number[]>) => [...assigned.values()].map((own) => own.length);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

it('gives every partition to one member, balanced, whatever the members claim', () => {
  const claims = fc.dictionary(fc.string({ minLength: 1 }), fc.array(fc.nat(15)), { minKeys: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), claims, (count, claimed) => {
      const assigned = assign(range(count), new Map(Object.entries(claimed)));
      expect([...assigned.values()].flat().toSorted((a, b) => a - b)).toEqual(range(count));
      expect(Math.max(...sizes(assigned)) - Math.min(...sizes(assigned))).toBeLessThanOrEqual(1);
    }),
  );
});

it('moves nothing when the members stay the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), (count, size) => {
      const nobody = new Map(range(size).map((i) => [`m${i}`, []]));
      const first = assign(range(count), nobody);
      expect(assign(range(count), first)).toEqual(first);
    }),
  );
});

it('moves only what balance needs when a member comes or goes', () => {
  const two = new Map([
    ['a', [0, 2]],
    ['b', [1, 3]],
  ]);
  expect(assign(range(4), new Map([...two, ['c', []]]))).toEqual(
    new Map([
      ['a', [0, 2]],
      ['b', [1]],
      ['c', [3]],
    ]),
  );
  expect(assign(range(4), new Map([['b', [1, 3]]]))).toEqual(new Map([['b', [1, 3, 0, 2]]]));
});
