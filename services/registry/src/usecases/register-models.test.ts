import { ALGORITHMS, type Algorithm, type TASKS, type TrainedModel } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { MemoryRegistry } from './memory-registry.ts';
import { RegisterModels } from './register-models.ts';

type Inputs = z.infer<(typeof TASKS.compare_and_register_models)['inputs']>;

const file = (uri: string) => ({ uri, sha256: 'a'.repeat(64), bytes: 1 });
const split = (mae: number) => ({
  rows: 10,
  mae,
  rmse: mae * 1.3,
  r2: 0.9,
  mase: 0.8,
  relative_mae: 0.8,
  seasonal_relative_mae: null,
  seasonal_rows: 0,
});
const trained = (algorithm: Algorithm, mae: number): TrainedModel => ({
  algorithm,
  bundle: file(`models/${algorithm}/bundle.json`),
  model_file: file(`models/${algorithm}/model.txt`),
  predictions: file(`models/${algorithm}/predictions.parquet`),
  params: { max_depth: 6 },
  metrics: { train: split(mae), validation: split(mae), test: split(mae) },
  per_service: { a: 0.8 },
  seconds: 2,
  peak_memory_bytes: 1e8,
  library: `${algorithm} 1`,
});
const inputs = (maes: readonly number[]): Inputs => ({
  snapshot: {
    file: file('data/processed/s.parquet'),
    feature_service: 'cloud_optimizer_training',
    definition_hash: 'h',
    cadence_ms: 3_600_000,
    as_of: 0,
    rows: 10,
    services: ['a'],
    declared: ['cpu_utilization'],
  },
  trained: ALGORITHMS.map((algorithm, i) => trained(algorithm, maes[i] ?? 1)),
});
const task = (run: string) => ({
  dag_id: 'd',
  run_id: run,
  task_id: 'compare_and_register_models',
  map_index: -1,
});

describe('RegisterModels', () => {
  it('makes a parent, five children, a version a model and one champion, and tells it', async () => {
    const store = new MemoryRegistry();
    const result = await new RegisterModels(store, () => 1000).execute(
      task('r1'),
      inputs([0.3, 0.1, 0.2, 0.5, 0.4]),
    );
    expect(result.champion).toMatchObject({ name: 'cloud_optimizer_lightgbm', version: '1' });
    expect(store.state.runs.size).toBe(6);
    const parents = [...store.state.runs.values()].map((r) => r.tags['mlflow.parentRunId']);
    expect(parents.filter((p) => p === result.parent_run_id)).toHaveLength(5);
    expect([...store.state.events.values()].map((e) => e.kind)).toEqual([
      ...Array<string>(5).fill('version_created'),
      'alias_set',
    ]);
  });

  it('leaves the same state when repeated', async () => {
    const store = new MemoryRegistry();
    const register = new RegisterModels(store, () => 1000);
    const first = await register.execute(task('r1'), inputs([0.3, 0.1, 0.2, 0.5, 0.4]));
    const state = structuredClone(store.state);
    expect(await register.execute(task('r1'), inputs([0.3, 0.1, 0.2, 0.5, 0.4]))).toEqual(first);
    expect(store.state).toEqual(state);
  });

  it('has one champion after any sequence of runs, the best of the last, set before the old is taken', async () => {
    const run = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
      minLength: 5,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), async (runs) => {
        const store = new MemoryRegistry();
        const register = new RegisterModels(store, () => 1000);
        for (const [i, maes] of runs.entries()) {
          await register.execute(task(`r${i}`), inputs(maes));
          const champions = store.state.aliases.filter((a) => a.alias === 'champion');
          expect(champions).toHaveLength(1);
          const version = store.state.versions.find(
            (v) => v.name === champions[0]?.name && v.version === champions[0].version,
          );
          const place = ALGORITHMS.findIndex((a) => a === version?.algorithm);
          expect(maes[place]).toBe(Math.min(...maes));
        }
        let current: string | null = null;
        for (const event of store.state.events.values()) {
          const id = `${event.name}/${event.version}`;
          if (event.kind === 'alias_set') current = id;
          if (event.kind === 'alias_deleted') expect(current).not.toBe(id);
        }
      }),
    );
  });

  it('writes nothing when no model has a finite error', async () => {
    const store = new MemoryRegistry();
    const register = new RegisterModels(store, () => 1000);
    await expect(register.execute(task('r1'), inputs([NaN, NaN, NaN, NaN, NaN]))).rejects.toThrow(
      'no model has a finite validation MAE',
    );
    expect(store.state.runs.size).toBe(0);
  });
});
