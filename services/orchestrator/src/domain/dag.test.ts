import { describe, expect, it } from 'vitest';
import { defineDag } from './dag.ts';
import { dagOf } from './machine/simulation.ts';

describe('defineDag', () => {
  it('refuses a task whose upstream is not listed before it', () => {
    expect(() => dagOf([{ upstream: [1], width: null }])).toThrow(/upstream t1 is not a task/);
  });
  it('refuses a task mapped over nothing', () => {
    expect(() => dagOf([{ upstream: [], width: 0 }])).toThrow(/mapped over nothing/);
  });
  it('refuses two tasks of one id', () => {
    const dag = dagOf([{ upstream: [], width: null }]);
    expect(() => defineDag({ ...dag, tasks: [...dag.tasks, ...dag.tasks] })).toThrow(
      /t0 of drawn is defined twice/,
    );
  });
});
