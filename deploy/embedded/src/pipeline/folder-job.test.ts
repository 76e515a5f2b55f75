import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderJob } from './folder-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'folder-job-'));
afterAll(() => rmSync(folder, { recursive: true }));
const job = (name: string) => folderJob({ INIT_CWD: folder }, name, undefined);

it('refuses a folder that is none, and one without a file to read, before anything is set up', () => {
  expect(() => job('nowhere')).toThrow(`--data: ${join(folder, 'nowhere')} is no folder`);
  mkdirSync(join(folder, 'empty/inner'), { recursive: true });
  writeFileSync(join(folder, 'empty/inner/notes.txt'), 'x');
  expect(() => job('empty')).toThrow(
    `--data: ${join(folder, 'empty')} holds no .csv or .parquet file; name a folder that holds some.`,
  );
});

it('takes files of any depth and case, at 5 min and in a state folder of their own', () => {
  mkdirSync(join(folder, 'data/inner'), { recursive: true });
  writeFileSync(join(folder, 'data/inner/a.CSV'), 'x');
  expect(job('data').env).toMatchObject({
    HEADROOM_CADENCE: '5m',
    HEADROOM_HOME: expect.stringMatching(/^.headroom[\\/]data-[0-9a-f]{8}$/),
  });
});
