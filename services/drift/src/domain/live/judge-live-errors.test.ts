import { HOUR_MS } from '@headroom/feature-engine';
import { uniform } from '@headroom/statistics';
import { describe, expect, it } from 'vitest';
import { grouped } from '../grouped.ts';
import { boundOf, judgeLiveErrors } from './judge-live-errors.ts';
import type { FollowedModel, HourErrors } from './live-rows.ts';

const rule = { windowMs: 24 * HOUR_MS, minRows: 24, factor: 1.5, confidence: 0.95 };
const model: FollowedModel = { alias: 'champion', name: 'gru', version: '2', testRelativeMae: 0.8 };

/** Two services over some hours; the model's error is a multiple of persistence's, but for noise. */
function hours(count: number, ratio: number, seed = 1): HourErrors[] {
  const random = uniform(seed);
  return Array.from({ length: 2 * count }, (_, i) => {
    const hour = Math.floor(i / 2) * HOUR_MS;
    const persistenceError = 0.02 + 0.04 * random();
    const error = ratio * persistenceError * (0.5 + random());
    return { serviceId: i % 2 ? 'a' : 'b', hour, rows: 1, error, persistenceError, newest: hour };
  });
}
const judged = (hours: readonly HourErrors[]) => {
  const totals = grouped(hours, ({ hour }) => hour).map(([hour, own]) => {
    const sum = (of: (one: HourErrors) => number) => own.reduce((all, one) => all + of(one), 0);
    return {
      serviceId: '',
      hour,
      rows: sum(({ rows }) => rows),
      error: sum(({ error }) => error),
      persistenceError: sum(({ persistenceError }) => persistenceError),
      newest: hour,
    };
  });
  return judgeLiveErrors(model, { totals, hours, known: ['a', 'gone'] }, rule);
};
const overall = (given: readonly HourErrors[]) => judged(given)[0];

describe('live error', () => {
  it('is bound by 1.5 × the error on the tests, and never by less than persistence', () => {
    expect(boundOf(model, rule)).toBeCloseTo(1.2);
    expect(boundOf({ ...model, testRelativeMae: 0.5 }, rule)).toBe(1);
    expect(boundOf({ ...model, testRelativeMae: null }, rule)).toBe(1.5);
  });

  it('breaks its bound when it is surely over it, over all services and of each', () => {
    const all = judged(hours(24, 1.8));
    expect(all.map(({ service_id, state }) => [service_id, state])).toEqual([
      [null, 'breached'],
      ['a', 'breached'],
      ['b', 'breached'],
      // Judged before, and without a row now.
      ['gone', 'too_few'],
    ]);
    expect(all[0]).toMatchObject({ rows: 48, as_of: 23 * HOUR_MS });
  });

  it('does not break it by chance: a model as good as on its tests never does', () => {
    const states = Array.from({ length: 60 }, (_, seed) => overall(hours(24, 0.8, seed))?.state);
    expect(new Set(states)).toEqual(new Set(['within']));
  });

  it('is not judged from few rows, few hours, or where persistence is never wrong', () => {
    expect(overall(hours(11, 1.8))).toMatchObject({ state: 'too_few', rows: 22 });
    const crowded = hours(5, 1.8).map((one) => ({ ...one, rows: 10 }));
    expect(overall(crowded)).toMatchObject({ state: 'too_few', rows: 100 });
    const constant = hours(24, 1.8).map((one) => ({ ...one, persistenceError: 0 }));
    expect(overall(constant)).toMatchObject({ state: 'too_few', relative_mae: null });
    expect(overall([])).toMatchObject({ state: 'too_few', rows: 0, mae: null, as_of: 0 });
  });
});
