import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import { peerPython } from '../peer-python.ts';
import { headroom } from './headroom.ts';
import { startGenuineFeast, type GenuineFeast } from './genuine-server.ts';
import { checkNames, runChecks, type Outcome } from './run-checks.ts';

const python = await peerPython('feast');
const names = await checkNames(python);

describe('the genuine Feast client on feast serve and on our feature server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-feast-'));
  let stack: TestStack | undefined;
  let genuine: GenuineFeast | undefined;
  let bundles: Bundles | undefined;
  let system: System | undefined;
  let onGenuine: ReadonlyMap<string, Outcome> = new Map();
  let onOurs: ReadonlyMap<string, Outcome> = new Map();

  beforeAll(async () => {
    stack = await testStack();
    genuine = await startGenuineFeast(python, stack.redisUrl, folder);
    const { repository } = genuine;
    onGenuine = await runChecks(python, repository, genuine.url, 'genuine');
    bundles = await buildBundles();
    const env = {
      HEADROOM_FEATURES_PROJECT: 'headroom_checks',
      HEADROOM_FEATURES_SOURCE_ROOT: folder,
    };
    system = await startSystem({ ...bundles, services: ['features'] }, env);
    const url = system.services.url('features');
    headroom(url, 'import-feast', repository);
    headroom(url, 'apply', join(import.meta.dirname, 'repository/on-demand.yaml'));
    onOurs = await runChecks(python, repository, url, 'headroom');
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    await genuine?.stop();
    await stack?.close();
    rmSync(folder, { recursive: true });
  });

  it('has at least a hundred checks', () => {
    expect(names.length).toBeGreaterThanOrEqual(100);
  });

  it.each(names)('%s', (name) => {
    expect(onGenuine.get(name), 'on feast serve').toMatchObject({ passed: true });
    expect(onOurs.get(name), 'on ours').toMatchObject({ passed: true });
  });
});
