import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRegistry, ExperimentComparison, MLflowTracker, ModelRegistry } from '@headroom/client';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf } from '../../registry-copy/content.ts';
import { fill } from '../../registry-copy/fill.ts';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import type { GenuineServer } from '../genuine-server.ts';
import { peerPython } from '../peer-python.ts';
import { startGenuineServer } from './genuine-server.ts';

describe('our TypeScript client on mlflow server and on our registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-mlflow-'));
  let stack: TestStack | undefined;
  let genuine: GenuineServer | undefined;
  let bundles: Bundles | undefined;
  let system: System | undefined;
  const url = () => ({ genuine: genuine?.url ?? '', ours: system?.services.url('registry') ?? '' });
  beforeAll(async () => {
    stack = await testStack();
    genuine = await startGenuineServer(await peerPython('mlflow'), stack.postgresUrl, folder);
    bundles = await buildBundles();
    system = await startSystem({ ...bundles, services: ['registry'] });
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    await genuine?.stop();
    await stack?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['genuine', 'ours'] as const)(
    'logs, registers, promotes and compares on %s',
    async (server) => {
      const uri = url()[server];
      const registry = new ModelRegistry({ registryUri: uri });
      for (const [i, mae] of [0.3, 0.1, Number.NaN].entries()) {
        const options = { experimentName: 'guide', runName: `run ${i}`, trackingUri: uri };
        const tracker = new MLflowTracker(options);
        const model = await tracker.getRun(async () => {
          await tracker.logParameters({ max_depth: 6 + i });
          await tracker.logMetrics({ mae });
          return tracker.logModel(join(import.meta.dirname, 'requirements.txt'), 'model');
        });
        await registry.registerModel({ model, modelName: 'guide', version: `1.${i}` });
      }
      expect(await registry.getProductionModel('guide')).toBeNull();
      const now = await registry.transitionToProduction('guide', '1.1');
      expect(now).toMatchObject({ version: '2', aliases: ['champion'] });
      expect((await registry.getProductionModel('guide'))?.version).toBe('2');
      const again = registry.transitionToProduction('guide', '1.7');
      await expect(again).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' });

      const comparison = new ExperimentComparison({ trackingUri: uri });
      const query = { experimentName: 'guide', metric: 'mae' };
      const best = async (mode: 'min' | 'max') =>
        (await comparison.getBestRun({ ...query, mode })).info.run_name;
      expect([await best('min'), await best('max')]).toEqual(['run 1', 'run 0']);
      const outputPath = join(folder, 'comparison.csv');
      await comparison.exportComparison({ outputPath, experimentNames: ['guide'] });
      expect(readFileSync(outputPath, 'utf8').split('\n')).toHaveLength(5);
    },
  );

  it('copies from mlflow server into ours', async () => {
    const { genuine: from, ours: to } = url();
    await fill(from, folder);
    const outcome = await copyRegistry({ from, to, progress: () => undefined });
    expect(outcome.notCopied).toEqual([]);
    const [theirs, ours] = [await contentOf(from), await contentOf(to)];
    // What the test above put into ours is there besides.
    expect(ours.runs).toEqual(expect.arrayContaining(theirs.runs));
    const names = (all: typeof theirs) => all.models.map(({ name }) => name);
    expect(names(ours)).toEqual(expect.arrayContaining(names(theirs)));
    const of = (name: string, { versions }: typeof theirs) =>
      versions.filter((v) => v.name === name);
    for (const name of ['trees', 'networks']) expect(of(name, ours)).toEqual(of(name, theirs));
  });
});
