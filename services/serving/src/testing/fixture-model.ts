import { createHash } from 'node:crypto';
import type { ModelChange, ObjectRef } from '@headroom/contracts';
import { definitionHash, HOUR_MS } from '@headroom/feature-engine';
import { serializeBundle, type ModelBundle } from '@headroom/forecasting';
import type { ModelFiles } from '../domain/model-files.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';

export const CADENCE = HOUR_MS;

/** A stump in LightGBM's text: `leaf` everywhere, but `leaf + 1` where the cluster's mean cpu is above 0.5. */
export const stump = (leaf: number): string =>
  [
    'tree',
    'version=v4',
    'num_class=1',
    'num_tree_per_iteration=1',
    'max_feature_idx=3',
    'objective=regression_l1',
    'feature_names=cpu_utilization level scale cluster_cpu_mean',
    'tree_sizes=1',
    '',
    'Tree=0',
    'num_leaves=2',
    'num_cat=0',
    'split_feature=3',
    'threshold=0.5',
    'decision_type=10', // missing goes left
    'left_child=-1',
    'right_child=-2',
    `leaf_value=${leaf} ${leaf + 1}`,
    'leaf_count=30 10',
    'internal_count=40',
    'is_linear=0',
    '',
    'end of trees',
    '',
  ].join('\n');

const refOf = (uri: string, text: string): ObjectRef => ({
  uri,
  sha256: createHash('sha256').update(text).digest('hex'),
  bytes: Buffer.byteLength(text),
});

/** Of a version that Headroom serves. */
export type VersionChange = ModelChange & RegisteredVersion;

export interface FixtureModel {
  readonly files: ReadonlyMap<string, string>;
  readonly event: VersionChange;
}

/** A registered model that predicts level + leaf · scale, its files and the event that makes it champion. */
export function fixtureModel(
  version: string,
  leaf: number,
  over: { readonly bundle?: Partial<ModelBundle>; readonly content?: string } = {},
): FixtureModel {
  const content = over.content ?? stump(leaf);
  const model = refOf(`models/run-${version}/lightgbm/model.txt`, content);
  const bundle: ModelBundle = {
    format: 'headroom-model/1',
    algorithm: 'lightgbm',
    featureService: 'cloud_optimizer_training',
    columns: ['cpu_utilization', 'level', 'scale', 'cluster_cpu_mean'],
    declared: ['cpu_utilization'],
    definitionHash: definitionHash(CADENCE),
    cadenceMs: CADENCE,
    transform: 'level-scale',
    scaler: null,
    demand: null,
    intervals: null,
    model: { ...model, format: 'lightgbm-text' },
    trainingData: {
      snapshot: { uri: 'data/processed/x.parquet', sha256: '0'.repeat(64), bytes: 1 },
      asOf: 0,
      rows: { train: 70, validation: 15, test: 15 },
      services: ['svc-1'],
    },
    library: { name: 'lightgbm', version: '4.7.0' },
    params: {},
    ...over.bundle,
  };
  const text = serializeBundle(bundle);
  const ref = refOf(`models/run-${version}/lightgbm/bundle.json`, text);
  return {
    files: new Map([
      [model.uri, content],
      [ref.uri, text],
    ]),
    event: modelEvent('alias_set', version, ref),
  };
}

export const modelEvent = (
  kind: ModelChange['kind'],
  version: string,
  bundle: ObjectRef,
  name = 'cloud_optimizer_lightgbm',
): VersionChange => ({
  kind,
  name,
  version,
  ...(kind === 'version_created' ? {} : { alias: 'champion' }),
  algorithm: 'lightgbm',
  bundle,
  run_id: `run-${version}`,
  at: 0,
  by: 'test',
  reason: null,
});

/** Files in memory, verified by nobody. */
export const filesOf = (...models: FixtureModel[]): ModelFiles => {
  const all = new Map(models.flatMap(({ files }) => [...files]));
  return {
    read: async ({ uri }) => {
      const text = all.get(uri);
      if (text === undefined) throw new Error(`no object ${uri}`);
      return text;
    },
  };
};

/** The event of its registration, before any alias. */
export const createdEvent = (version: string): VersionChange =>
  modelEvent('version_created', version, fixtureModel(version, 0).event.bundle);
