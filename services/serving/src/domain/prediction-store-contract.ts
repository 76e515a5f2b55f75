import { deepStrictEqual } from 'node:assert/strict';
import { buildFixture } from '../testing/built-model.ts';
import { vector } from '../testing/vectors.ts';
import { predictionOf, type ComputedPrediction } from './prediction.ts';
import type { PredictionStore } from './prediction-store.ts';

const model = buildFixture('1', 0.5);
const prediction = (hour: number, cpu = 0.1 + 0.2, computedAt = 1_700_000_000_123) => ({
  made: predictionOf(model, vector(hour), null, cpu),
  computedAt,
});

/** What every prediction store does; each case takes an empty one. */
export const PREDICTION_STORE_CONTRACT: readonly {
  readonly name: string;
  readonly run: (store: PredictionStore) => Promise<void>;
}[] = [
  {
    name: 'keeps predictions as they are, windows and all, and answers in order',
    run: async (store) => {
      const window = { end: vector(0).bucketEnd, version: 12, values: new Float64Array(5) };
      const seen: ComputedPrediction = {
        made: predictionOf(model, vector(3, { open: false }), window, -0, {
          coverage: 0.8,
          lower: 0.1 + 0.2,
          upper: 1 / 3,
        }),
        computedAt: 1_700_000_000_000,
      };
      const all = [prediction(2), seen, prediction(1)];
      deepStrictEqual(await store.save(all), all);
      deepStrictEqual(await store.save(all.toReversed()), all.toReversed());
      deepStrictEqual(await store.find(seen.made.prediction_id), seen);
      deepStrictEqual(await store.find(prediction(9).made.prediction_id), null);
    },
  },
  {
    name: 'lets the first prediction of an id stand',
    run: async (store) => {
      await store.save([prediction(1)]);
      const again = [prediction(2, 0.7), prediction(1, 0.9, 5), prediction(1, 0.8, 6)];
      deepStrictEqual(await store.save(again), [prediction(2, 0.7), prediction(1), prediction(1)]);
    },
  },
  {
    name: 'keeps nothing when there is nothing',
    run: async (store) => {
      deepStrictEqual(await store.save([]), []);
      await store.remember([]);
      deepStrictEqual(await store.services('', 10), []);
    },
  },
  {
    name: 'remembers services once, and tells them in order of their bytes, page by page',
    run: async (store) => {
      await store.remember(['b', 'a/1', 'B']);
      await store.remember(['a-1', 'b', '_']);
      deepStrictEqual(await store.services('', 3), ['B', '_', 'a-1']);
      deepStrictEqual(await store.services('a-1', 3), ['a/1', 'b']);
      deepStrictEqual(await store.services('b', 3), []);
    },
  },
];
