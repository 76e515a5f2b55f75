import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newScratch } from './scratch.ts';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'scratch-'));
});
afterAll(() => rm(parent, { recursive: true }));

it('removes what killed processes left, and nothing else', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const kept = [`headroom-training-${process.ppid}-a`, 'headroom-training-x', 'other'];
  for (const name of [`headroom-training-${pid}-b`, ...kept]) await mkdir(join(parent, name));
  const made = await newScratch(parent);
  expect(basename(made)).toMatch(new RegExp(`^headroom-training-${process.pid}-`));
  expect((await readdir(parent)).toSorted()).toEqual([...kept, basename(made)].toSorted());
});
