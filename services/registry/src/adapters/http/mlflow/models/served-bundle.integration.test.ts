import { ModelEvent, TOPICS } from '@headroom/contracts';
import { serializeBundle } from '@headroom/forecasting';
import { Postgres } from '@headroom/storage';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { field } from '../../../../testing/field.ts';
import { mlflowServer } from '../../../../testing/mlflow-server.ts';

const BUNDLE = serializeBundle({
  format: 'headroom-model/1',
  algorithm: 'lightgbm',
  featureService: 'cloud_optimizer_training',
  columns: ['cpu_utilization', 'level', 'scale'],
  declared: ['cpu_utilization'],
  definitionHash: 'h',
  cadenceMs: 3_600_000,
  transform: 'level-scale',
  scaler: null,
  demand: null,
  intervals: null,
  model: { uri: 'models/x/model.txt', sha256: '0'.repeat(64), bytes: 1, format: 'lightgbm-text' },
  trainingData: {
    snapshot: { uri: 'data/x.parquet', sha256: '0'.repeat(64), bytes: 1 },
    asOf: 0,
    rows: { train: 70, validation: 15, test: 15 },
    services: ['svc-1'],
  },
  library: { name: 'lightgbm', version: '4.7.0' },
  params: {},
});

it('tells serving of a bundle that a client uploads, registers, copies and makes champion', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-bundle-'));
  const server = await mlflowServer(folder);
  const db = new Postgres({ url: server.postgresUrl, applicationName: 'bundle-test' });
  try {
    const post = (path: string, body: object) => server.send('POST', `2.0/mlflow/${path}`, body);
    const run = await post('runs/create', { experiment_id: '0' });
    const run_id = String(field(run.body, 'run.info.run_id'));
    await server.ask(`/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/m/bundle.json`, {
      method: 'PUT',
      body: BUNDLE,
    });
    const source = `runs:/${run_id}/m`;
    for (const name of ['uploaded', 'copied', 'foreign']) {
      await post('registered-models/create', { name });
    }
    await post('model-versions/create', { name: 'uploaded', source, run_id });
    await post('model-versions/create', { name: 'copied', source: 'models:/uploaded/1' });
    await post('model-versions/create', { name: 'foreign', source: 's3://bucket/model' });
    for (const name of ['uploaded', 'copied', 'foreign']) {
      await post('registered-models/alias', { name, alias: 'champion', version: '1' });
    }
    const rows = await db.query(
      z.object({ body: z.instanceof(Uint8Array) }),
      'select body from outbox where topic = $1 order by id',
      [TOPICS.modelsEvents.name],
    );
    const events = rows.map(({ body }) =>
      ModelEvent.parse(JSON.parse(Buffer.from(body).toString())),
    );
    expect(events.map(({ kind, name, algorithm }) => [kind, name, algorithm])).toEqual([
      ['version_created', 'uploaded', 'lightgbm'],
      ['version_created', 'copied', 'lightgbm'],
      ['alias_set', 'uploaded', 'lightgbm'],
      ['alias_set', 'copied', 'lightgbm'],
      // Of what Headroom serves one is champion; a foreign model's alias is its own affair.
      ['alias_deleted', 'uploaded', 'lightgbm'],
    ]);
    const stored = await readFile(join(folder, events[0]?.bundle.uri ?? ''), 'utf8');
    expect(stored).toBe(BUNDLE);
  } finally {
    await db.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
});
