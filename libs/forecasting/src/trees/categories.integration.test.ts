import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { categoryFixture, differences } from '../testing/library-answers.ts';

const SCRIPT = fileURLToPath(new URL('../../fixtures/make_category_fixtures.py', import.meta.url));

/** Rows and fits other than the fixtures'. */
const SEED = '23';

let folder = '';
beforeAll(async () => {
  const python = process.env['HEADROOM_PYTHON'];
  if (python === undefined || python === '')
    throw new Error('HEADROOM_PYTHON is not set; `npm test` sets it to the environment it makes');
  folder = await mkdtemp(join(tmpdir(), 'headroom-categories-'));
  await promisify(execFile)(python, ['-B', SCRIPT, folder, SEED]);
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['lightgbm', 'xgboost', 'catboost'])('%s, fitted anew', (algorithm) => {
  it('answers as the library does with categories and links, missing values included', async () => {
    const file = join(folder, `${algorithm}-categories.json`);
    const fixture = categoryFixture(await readFile(file, 'utf8'));
    expect(fixture.cases.length).toBeGreaterThan(3);
    for (const one of fixture.cases)
      expect([one.objective, differences(fixture, one)]).toEqual([one.objective, []]);
  });
});
