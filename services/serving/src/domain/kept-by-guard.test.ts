import { expect, it } from 'vitest';
import { KeptByGuard } from './kept-by-guard.ts';

const guard = { bucketEnd: 1_000, revision: 3 };

it('keeps the newest value of a key for its guard', () => {
  const kept = new KeptByGuard<string>(2);
  expect(kept.keep('a', guard, 'one')).toBe('one');
  expect(kept.get('a', { ...guard })).toBe('one');
  expect(kept.get('a', { ...guard, revision: 4 })).toBeUndefined();
  expect(kept.get('a', { ...guard, bucketEnd: 2_000 })).toBeUndefined();
  expect(kept.get('b', guard)).toBeUndefined();
  kept.keep('a', { ...guard, revision: 4 }, 'two');
  expect(kept.get('a', guard)).toBeUndefined();
  expect(kept.get('a', { ...guard, revision: 4 })).toBe('two');
});

it('forgets beyond so many keys what did not change for the longest time', () => {
  const kept = new KeptByGuard<number>(2);
  kept.keep('a', guard, 1);
  kept.keep('b', guard, 2);
  kept.keep('a', guard, 3);
  kept.keep('c', guard, 4);
  expect(['a', 'b', 'c'].map((key) => kept.has(key))).toEqual([true, false, true]);
});
