import { expect, it } from 'vitest';
import { SharedCalls } from './shared-calls.ts';

/** A store in which `poison` fails, and the calls that it got. */
function store() {
  const stored = new Set<string>();
  const calls: string[][] = [];
  const shared = new SharedCalls<string>(async (ids) => {
    calls.push([...ids]);
    await Promise.resolve();
    if (ids.includes('poison')) throw new Error('poison');
    if (ids.some((id) => stored.has(id))) return false;
    for (const id of ids) stored.add(id);
    return true;
  });
  const append = (...ids: string[]) => shared.with(ids);
  return { append, calls };
}

it('writes what comes in together in one call, and what comes in meanwhile in the next', async () => {
  const { append, calls } = store();
  const first = [append('a', 'b'), append('c')];
  const later = first[0]?.then(() => Promise.all([append('d'), append('e')]));
  expect(await Promise.all(first)).toEqual([true, true]);
  expect(await later).toEqual([true, true]);
  expect(calls).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

it('refuses only the call whose record is stored', async () => {
  const { append, calls } = store();
  await append('a');
  expect(await Promise.all([append('b'), append('a'), append('c')])).toEqual([true, false, true]);
  expect(calls.slice(1)).toEqual([['b', 'a', 'c'], ['b'], ['a'], ['c']]);
});

it('of two calls with one record, the first stores it', async () => {
  const { append } = store();
  await append('x');
  expect(await Promise.all([append('a'), append('a', 'x')])).toEqual([true, false]);
});

it('fails only the call that fails alone', async () => {
  const { append } = store();
  expect(await Promise.allSettled([append('a'), append('poison'), append('b')])).toMatchObject([
    { value: true },
    { reason: { message: 'poison' } },
    { value: true },
  ]);
  expect(await append('c')).toBe(true);
});
