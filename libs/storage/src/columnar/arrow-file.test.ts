import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArrowFile, writeArrowFile } from './arrow-file.ts';
import { columnArbitrary } from './column-arbitrary.test-data.ts';

describe('Arrow files', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headroom-arrow-'));
    path = join(folder, 'x.arrow');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives back every column exactly', async () => {
    await fc.assert(
      fc.asyncProperty(columnArbitrary, async (columns) => {
        await writeArrowFile(path, columns);
        expect((await readArrowFile(path)).columns).toEqual(columns);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps missing float64 as NaN without nulls, so that others map it without a copy', async () => {
    const values = Float64Array.of(1, NaN, -0);
    await writeArrowFile(path, [{ name: 'x', type: 'float64', values }]);
    const vector = tableFromIPC(await readFile(path)).getChild('x');
    expect(vector?.nullCount).toBe(0);
    expect(vector?.toArray()).toEqual(values);
  });

  it('writes the same bytes for the same columns', async () => {
    const columns = [{ name: 'x', type: 'float64', values: Float64Array.of(1, 2) }] as const;
    await writeArrowFile(path, columns);
    const first = await readFile(path);
    await writeArrowFile(path, columns);
    expect(await readFile(path)).toEqual(first);
  });

  it('reads named columns and refuses a missing one, a damaged file and none', async () => {
    await writeArrowFile(path, [
      { name: 'x', type: 'float64', values: Float64Array.of(1, 2) },
      { name: 's', type: 'string', values: ['a', null] },
    ]);
    expect((await readArrowFile(path, ['s'])).strings('s')).toEqual(['a', null]);
    await expect(readArrowFile(path, ['y'])).rejects.toThrow(
      /x\.arrow has no column y; it has x, s/,
    );
    await truncate(path, 200);
    await expect(readArrowFile(path)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    await writeFile(path, 'no arrow');
    await expect(readArrowFile(path)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    const none = readArrowFile(join(folder, 'none'));
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
