import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import type { GenuineServer } from '../genuine-server.ts';
import { peerPython } from '../peer-python.ts';
import { startGenuineServer } from './genuine-server.ts';
import { checkTitles, runChecks, type Outcomes } from './run-checks.ts';

const python = await peerPython('mlflow');
const titles = await checkTitles(python);

describe('the genuine MLflow client sees the same on mlflow server and on our registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-mlflow-'));
  let stack: TestStack | undefined;
  let genuine: GenuineServer | undefined;
  let bundles: Bundles | undefined;
  let system: System | undefined;
  let expected: Outcomes = {};
  let got: Outcomes = {};

  beforeAll(async () => {
    stack = await testStack();
    genuine = await startGenuineServer(python, stack.postgresUrl, folder);
    expected = await runChecks(python, genuine.url, join(folder, 'genuine.json'));
    bundles = await buildBundles();
    system = await startSystem({ ...bundles, services: ['registry'] });
    const url = system.services.url('registry');
    got = await runChecks(python, url, join(folder, 'ours.json'));
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    await genuine?.stop();
    await stack?.close();
    rmSync(folder, { recursive: true });
  });

  it('has at least a hundred checks', () => {
    expect(titles.length).toBeGreaterThanOrEqual(100);
  });

  it.each(titles)('%s', (title) => {
    expect(expected[title]?.problem, 'on mlflow server').toBeNull();
    expect(got[title]?.problem, 'on ours').toBeNull();
    expect(got[title]?.seen).toEqual(expected[title]?.seen);
  });
});
