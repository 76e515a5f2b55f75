import { ALGORITHMS } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../testing/memory-registry.ts';
import { inputs, task } from '../testing/trained-models.ts';
import { RegisterModels } from './register-models.ts';

describe('RegisterModels', () => {
  it('makes a parent, five children, a version a model and one challenger, and tells it', async () => {
    const store = new MemoryRegistry();
    const result = await new RegisterModels(store, () => 1000).execute(
      task('r1'),
      inputs([0.3, 0.1, 0.2, 0.5, 0.4]),
    );
    expect(result.challenger).toMatchObject({ name: 'cloud_optimizer_lightgbm', version: '1' });
    expect(result.champion).toBeNull();
    expect(store.state.runs.size).toBe(6);
    const parents = [...store.state.runs.values()].map((r) => r.tags['mlflow.parentRunId']);
    expect(parents.filter((p) => p === result.parent_run_id)).toHaveLength(5);
    expect([...store.state.events.values()].map((e) => e.kind)).toEqual([
      ...Array<string>(5).fill('version_created'),
      'alias_set',
    ]);
  });

  it('registers what was trained, and keeps why the rest was not: a failed run, no version', async () => {
    const store = new MemoryRegistry();
    const error = { code: 'TASK_FAILED' as const, message: 'killed at 4100 MB of memory' };
    const all = inputs([0.3, 0.1, 0.2, 0.5, 0.4]);
    const result = await new RegisterModels(store, () => 1000).execute(task('r1'), {
      ...all,
      trained: all.trained.filter(({ algorithm }) => algorithm !== 'lightgbm'),
      failed: [{ algorithm: 'lightgbm', params: { max_depth: 9 }, error }],
    });
    expect(result.challenger).toMatchObject({ name: 'cloud_optimizer_catboost' });
    expect(result.models.map(({ algorithm }) => algorithm)).not.toContain('lightgbm');
    expect([...store.state.runs.values()].find(({ name }) => name === 'lightgbm')).toMatchObject({
      status: 'FAILED',
      params: { max_depth: '9' },
      tags: { 'headroom.error_code': 'TASK_FAILED', 'mlflow.note.content': error.message },
      artifacts: {},
    });
    expect(store.state.versions.map(({ name }) => name)).not.toContain('cloud_optimizer_lightgbm');
  });

  it('fails where no model could be trained, and keeps why', async () => {
    const store = new MemoryRegistry();
    const error = { code: 'INVALID_DATA', message: 'cpu never changes' };
    const failed = ALGORITHMS.map((algorithm) => ({ algorithm, params: {}, error }));
    const run = { ...inputs([]), trained: [], failed };
    await expect(new RegisterModels(store, () => 1000).execute(task('r1'), run)).rejects.toThrow(
      /no model could be trained.*xgboost: cpu never changes/,
    );
    expect([...store.state.runs.values()].map(({ status }) => status)).toEqual(
      Array<string>(6).fill('FAILED'),
    );
    expect(store.state.versions).toEqual([]);
  });

  it('leaves the same state when repeated', async () => {
    const store = new MemoryRegistry();
    const register = new RegisterModels(store, () => 1000);
    const first = await register.execute(task('r1'), inputs([0.3, 0.1, 0.2, 0.5, 0.4]));
    const state = structuredClone(store.state);
    expect(await register.execute(task('r1'), inputs([0.3, 0.1, 0.2, 0.5, 0.4]))).toEqual(first);
    expect(store.state).toEqual(state);
  });

  it('has one challenger after any sequence of runs, the best of the last, set before the old is taken', async () => {
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
          const holders = store.state.aliases.filter((a) => a.alias === 'challenger');
          expect(holders).toHaveLength(1);
          const version = store.state.versions.find(
            (v) => v.name === holders[0]?.name && v.version === holders[0].version,
          );
          const place = ALGORITHMS.findIndex((a) => a === version?.served?.algorithm);
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
