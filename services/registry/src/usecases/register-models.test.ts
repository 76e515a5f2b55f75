import { ALGORITHMS } from '@headroom/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../testing/memory-registry.ts';
import { inputs, task } from '../testing/trained-models.ts';
import { RegisterModels } from './register-models.ts';

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
