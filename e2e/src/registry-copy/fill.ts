import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MLflowTracker, ModelRegistry } from '@headroom/client';

const runsEach = 12;
const points = 2_300;

/** Puts runs of every kind and registered models into a registry; gives how many runs. */
export async function fill(url: string, folder: string): Promise<number> {
  const model = join(folder, 'model');
  mkdirSync(join(model, 'weights'), { recursive: true });
  writeFileSync(join(model, 'model.json'), '{"kind":"tree"}');
  writeFileSync(join(model, 'weights/ä 100%.bin'), Buffer.alloc(100_000, 7));
  const registry = new ModelRegistry({ registryUri: url });
  for (const name of ['trees', 'networks', "it's 100%"]) {
    for (let i = 0; i < runsEach; i++) {
      const options = { experimentName: name, runName: `${name} ${i}`, trackingUri: url };
      const tracker = new MLflowTracker(options);
      const logged = await tracker.getRun(async () => {
        await tracker.logParameters({ depth: i, kind: name, empty: '' });
        await tracker.logMetrics({ mae: 1 / (i + 1), broken: Number.NaN, endless: Infinity });
        for (let step = 1; step < 5; step++) await tracker.logMetrics({ loss: 1 / step }, step);
        if (i > 1) return null;
        await tracker.logArtifact(model, 'files');
        return tracker.logModel(model, 'model', { modelType: 'tree' });
      });
      if (logged) await registry.registerModel({ model: logged, modelName: name });
    }
  }
  await longHistory(url);
  await post(url, 'registered-models/alias', { name: 'trees', alias: 'champion', version: '2' });
  // A gap in the numbers: version 1 is gone.
  await post(url, 'model-versions/delete', { name: 'networks', version: '1' }, 'DELETE');
  const staged = { name: 'networks', version: '2', stage: 'Staging' };
  await post(url, 'model-versions/transition-stage', {
    ...staged,
    archive_existing_versions: false,
  });
  return 3 * runsEach + 2;
}

/** A run with more points than one call takes, and its child. */
async function longHistory(url: string): Promise<void> {
  const tracker = new MLflowTracker({ experimentName: 'trees', runName: 'long', trackingUri: url });
  const runId = await tracker.getRun(async ({ runId: run_id }) => {
    for (let from = 0; from < points; from += 1000) {
      const metrics = Array.from({ length: Math.min(1000, points - from) }, (_, i) => ({
        key: 'loss',
        value: 1 / (from + i + 1),
        timestamp: 1_700_000_000_000 + from + i,
        step: from + i,
      }));
      await post(url, 'runs/log-batch', { run_id, metrics });
    }
    // Steps that a double would round, as texts: JSON.stringify has no other way.
    const far = ['9007199254740993', '-9223372036854775808'].map((step) => ({
      ...{ key: 'far', value: 1, timestamp: 1_700_000_000_000, step },
    }));
    await post(url, 'runs/log-batch', { run_id, metrics: far });
    const dataset = { name: 'train', digest: 'abc', source_type: 'local', source: '{}' };
    const tags = [{ key: 'mlflow.data.context', value: 'training' }];
    await post(url, 'runs/log-inputs', { run_id, datasets: [{ dataset, tags }] });
    return run_id;
  });
  const child = new MLflowTracker({ experimentName: 'trees', runName: 'child', trackingUri: url });
  await child.getRun(({ runId: run_id }) =>
    post(url, 'runs/set-tag', { run_id, key: 'mlflow.parentRunId', value: runId }),
  );
}

async function post(url: string, call: string, body: object, method = 'POST'): Promise<void> {
  const answer = await fetch(`${url}/api/2.0/mlflow/${call}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${call} answered ${answer.status} ${await answer.text()}`);
}
