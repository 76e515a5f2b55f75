import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelChange, ObjectRef } from '@headroom/contracts';
import { definitionHash, HOUR_MS, resolveFeatureService } from '@headroom/feature-engine';
import { serializeBundle, type ModelBundle } from '@headroom/forecasting';
import type { ObjectStore } from '@headroom/storage';

const FEATURE_SERVICE = 'cloud_optimizer_training';
export const MODEL_NAME = 'bench_lightgbm';

/** Every column of the feature service: 348 features, `level`, `scale` and the relative ones. */
export const COLUMNS = resolveFeatureService(FEATURE_SERVICE).signature.map(({ name }) => name);

/** @param python with lightgbm and mlflow @returns LightGBM's text; the folder then holds `mlflow/`, the same model */
export function makeModel(python: string, folder: string): string {
  const program = join(import.meta.dirname, 'make_model.py');
  const { status, stderr } = spawnSync(python, ['-B', program, folder], {
    input: JSON.stringify(COLUMNS),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`no model could be made: ${stderr.slice(-2000)}`);
  return readFileSync(join(folder, 'model.txt'), 'utf8');
}

/** Puts the model and a bundle of it into the object store, as the pipeline does. */
export async function storeModel(
  objects: ObjectStore,
  content: string,
  version: string,
  columns = COLUMNS,
): Promise<ModelChange> {
  const model = await store(objects, `models/bench/${version}/model.txt`, content);
  const bundle = bundleOf(model, columns);
  const text = serializeBundle(bundle);
  return {
    kind: 'alias_set',
    name: MODEL_NAME,
    version,
    alias: 'champion',
    algorithm: 'lightgbm',
    bundle: await store(objects, `models/bench/${version}/bundle.json`, text),
    at: 0,
    by: 'bench',
    reason: null,
  };
}

async function store(objects: ObjectStore, uri: string, text: string): Promise<ObjectRef> {
  const bytes = Buffer.from(text);
  await objects.putBytes(uri, bytes);
  return { uri, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

export function bundleOf(model: ObjectRef, columns = COLUMNS): ModelBundle {
  return {
    format: 'headroom-model/1',
    algorithm: 'lightgbm',
    featureService: FEATURE_SERVICE,
    columns,
    declared: ['cpu_utilization'],
    definitionHash: definitionHash(HOUR_MS),
    cadenceMs: HOUR_MS,
    transform: 'level-scale',
    scaler: null,
    demand: null,
    intervals: null,
    model: { ...model, format: 'lightgbm-text' },
    trainingData: {
      snapshot: { uri: 'none', sha256: '0'.repeat(64), bytes: 0 },
      asOf: 0,
      rows: { train: 4000, validation: 0, test: 0 },
      services: ['svc-0'],
    },
    library: { name: 'lightgbm', version: '4' },
    params: {},
  };
}
