import type { PastVector } from '@headroom/contracts';
import { definitionHash, onlineLayout } from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryPredictionStore } from '../domain/memory-prediction-store.ts';
import { ModelCatalog } from '../domain/model-catalog.ts';
import { seenWindow } from '../domain/cluster-view.ts';
import { predictionOf } from '../domain/prediction.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { CADENCE, filesOf, fixtureModel } from '../testing/fixture-model.ts';
import { clusterWindow, vector } from '../testing/vectors.ts';
import { ExplainPrediction } from './explain-prediction.ts';
import { loadModel } from './load-model.ts';
import { OpenModel } from './open-model.ts';

const HASH = definitionHash(CADENCE);
const window = clusterWindow(2, 0.9);

/** As the feature store computes it anew. */
const pastOf = (vector: FeatureVector): PastVector => ({
  service_id: vector.serviceId,
  cluster_id: vector.clusterId,
  bucket_end: vector.bucketEnd,
  arrival_seq: vector.revision,
  definition_hash: vector.definitionHash,
  values: Array.from(vector.values, (value) => (Number.isNaN(value) ? null : value)),
  newest_event: vector.bucketEnd - 60_000,
  records: 170,
  cluster_window: window,
});

describe('explaining a prediction of the past', () => {
  let store: MemoryPredictionStore;
  let shadow: MemoryPredictionStore;
  const one = fixtureModel('1', 0.5);
  const explain = (files = filesOf(one), cadenceMs = CADENCE) => {
    const served = new ServedModel();
    served.swap(buildFixture('2', -1));
    const catalog = new ModelCatalog();
    catalog.apply('1', one.event);
    const load = (version: RegisteredVersion) => loadModel(version, files, CADENCE);
    const models = new OpenModel({ served, catalog, load });
    return new ExplainPrediction({ store, shadow, models, cadenceMs });
  };
  /** Keeps what version 1 made of it. */
  async function keep(seen: FeatureVector, at = store): Promise<string> {
    const model = buildFixture('1', 0.5);
    const cluster = seenWindow(window);
    const score = model.score(seen, cluster);
    if (score.reason !== undefined) throw new Error(score.reason);
    const made = predictionOf(model, seen, cluster, score.cpu, score.interval);
    await at.save([{ made, computedAt: seen.bucketEnd + 5_000 }]);
    return made.prediction_id;
  }

  beforeEach(() => {
    store = new MemoryPredictionStore();
    shadow = new MemoryPredictionStore();
  });

  it('invariant 9: a prediction names all it was made from; made again, it has the same hash', async () => {
    const finite = fc.double({ noNaN: true, min: 0.001, max: 1 });
    await fc.assert(
      fc.asyncProperty(finite, finite, fc.nat({ max: 100 }), async (level, scale, hour) => {
        store = new MemoryPredictionStore();
        const seen = vector(hour, { level, scale });
        const id = await keep(seen);
        const { prediction } = await explain().find(id);
        expect(prediction).toMatchObject({
          model_version: '1',
          model_sha256: buildFixture('1', 0.5).sha256,
          definition_hash: HASH,
          arrival_seq: seen.revision,
          cluster_window_end: window.end,
          cluster_window_version: window.version,
        });
        const answer = await explain().explain(id, pastOf(seen), 5);
        expect(answer).toMatchObject({ equal: true, hash: answer.recomputed.hash });
        expect(answer.recomputed.prediction).toBe(prediction.prediction);
      }),
      { numRuns: 50 },
    );
  });

  it('tells the age of its inputs and what moved it', async () => {
    const id = await keep(vector(3));
    const answer = await explain().explain(id, pastOf(vector(3)), 5);
    expect(answer).toMatchObject({
      shadow: false,
      inputs: {
        records: 170,
        newest_event_age_ms: 60_000,
        cluster_window_age_ms: 3_600_000,
        computed_after_ms: 5_000,
      },
      explanation: { contributions: [{ feature: 'cluster_cpu_mean', value: 0.9 }], other: 0 },
    });
    const { base = 0, contributions = [] } = answer.explanation ?? {};
    const sum = contributions.reduce((all, { contribution }) => all + contribution, base);
    expect(sum).toBeCloseTo(answer.prediction.prediction, 12);
  });

  it('compares what was made of fewer views with all of them, computed anew', async () => {
    const { hash } = onlineLayout(CADENCE, ['workload_features']);
    const id = await keep(vector(3, { definitionHash: hash }));
    const answer = await explain().explain(id, pastOf(vector(3)), 5);
    expect(answer).toMatchObject({ equal: true, prediction: { definition_hash: hash } });
  });

  it('finds what a challenger said too', async () => {
    const id = await keep(vector(3), shadow);
    expect(await explain().explain(id, pastOf(vector(3)), 5)).toMatchObject({
      shadow: true,
      equal: true,
    });
  });

  it('says where it comes out otherwise', async () => {
    const id = await keep(vector(3, { level: 0.4 }));
    const other = vector(3, { level: 0.4 + 1e-15 });
    expect(await explain().explain(id, pastOf(other), 5)).toMatchObject({ equal: false });
  });

  it('says what is no longer there or is another', async () => {
    const seen = vector(3);
    const past = pastOf(seen);
    const id = await keep(seen);
    const of = (change: Partial<PastVector>) => explain().explain(id, { ...past, ...change }, 5);
    await expect(explain().find('f'.repeat(32))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('of no prediction that was kept'),
    });
    const otherFile = explain(filesOf(fixtureModel('1', 0.7)));
    const [bundle = ''] = [...fixtureModel('1', 0.7).files.values()].slice(1);
    expect(bundle).not.toBe('');
    await expect(otherFile.explain(id, past, 5)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('bring that file back'),
    });
    await expect(explain(filesOf(one), 300_000).explain(id, past, 5)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('this release of serving computes'),
    });
    await expect(of({ definition_hash: 'other' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('the feature store computes other'),
    });
    await expect(of({ cluster_id: 'elsewhere' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('cluster elsewhere'),
    });
    await expect(of({ values: [1] })).rejects.toMatchObject({
      message: expect.stringContaining('values: 1'),
    });
    for (const cluster_window of [null, { ...window, version: 4 }]) {
      await expect(of({ cluster_window })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('it saw version 3'),
      });
    }
  });
});
