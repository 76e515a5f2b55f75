import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RowsToCompute } from '../../domain/online/compute-rows.ts';
import { RowFunctionThread } from './row-function-thread.ts';

let thread: RowFunctionThread;
beforeAll(() => {
  thread = new RowFunctionThread({ limitMs: 300, memoryMb: 32 });
});
afterAll(() => thread.close());

const job = (view: string, source: string, texts: readonly string[]): RowsToCompute => ({
  view,
  source,
  inputs: [{ name: 'a', type: 'int64', texts }],
  outputs: [{ name: 'b', type: 'int64' }],
  rows: texts.length,
});
const DOUBLE = '(row) => ({ b: row.a === null ? null : row.a * 2n })';

it('computes rows, int64 exact and missing as they are, however many', async () => {
  expect(await thread.compute(job('v', DOUBLE, ['4503599627370497', 'null']))).toEqual([
    ['9007199254740994', 'null'],
  ]);
  const many = Array.from({ length: 2_500 }, (_, i) => String(i));
  const doubled = many.map((text) => String(Number(text) * 2));
  expect(await thread.compute(job('v', DOUBLE, many))).toEqual([doubled]);
  expect(await thread.compute(job('v', DOUBLE, []))).toEqual([[]]);
});

it.each([
  ['never returns', '() => { for (;;); }', 'did not return within 300 ms'],
  ['throws', "() => { throw new Error('no luck'); }", 'On demand feature view bad failed: no luck'],
  [
    'answers another type',
    "() => ({ b: 'x' })",
    'On demand feature view bad failed: b must be int64',
  ],
])('a function that %s fails its own request alone', async (_, source, message) => {
  const bad = thread.compute(job('bad', source, ['1']));
  const good = thread.compute(job('v', DOUBLE, ['2']));
  await expect(bad).rejects.toThrow(message);
  await expect(bad).rejects.toThrow('On demand feature view bad failed');
  expect(await good).toEqual([['4']]);
});

it('a function that takes all memory fails its own request alone', async () => {
  const other = new RowFunctionThread({ limitMs: 60_000, memoryMb: 16 });
  const hungry = '() => { const all = []; for (;;) all.push(new Array(1000).fill(0.5)); }';
  const bad = other.compute(job('bad', hungry, ['1']));
  const good = other.compute(job('v', DOUBLE, ['2']));
  await expect(bad).rejects.toThrow(
    'On demand feature view bad failed: its function took more than 16 MB',
  );
  expect(await good).toEqual([['4']]);
  await other.close();
});

it('does not block the thread that asks', async () => {
  const stuck = thread.compute(job('bad', '() => { for (;;); }', ['1'])).catch(() => 'given up');
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  await stuck;
  clearInterval(turning);
  expect(turns).toBeGreaterThan(3);
});

it('tells those who wait when it is closed', async () => {
  const other = new RowFunctionThread({ limitMs: 10_000, memoryMb: 32 });
  const waiting = other.compute(job('v', '() => { for (;;); }', ['1'])).catch(String);
  await other.close();
  expect(await waiting).toContain('the service stops');
});
