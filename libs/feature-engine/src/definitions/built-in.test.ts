import { runInNewContext } from 'node:vm';
import { Definitions, lineageOf, problemsOf } from '@headroom/feature-definitions';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUILT_IN, INTERACTION_COUNT, METRIC_COUNT, METRICS, writeInteractions } from '../index.ts';

const [interactions] = BUILT_IN.on_demand_views;

it('is a set without a problem', () => {
  expect(problemsOf(BUILT_IN)).toEqual([]);
});

it('can be written as a document, but for what only the engine can do', () => {
  const document: unknown = JSON.parse(
    JSON.stringify(BUILT_IN, (key, value: unknown) => (key === 'engine' ? undefined : value)),
  );
  expect(Definitions.parse(document)).toEqual(document);
});

it("says of the interactions what the engine's operator does, to the bit", () => {
  const compute = runInNewContext(interactions.compute) as (
    row: Record<string, number | null>,
  ) => Record<string, number>;
  const value = fc.option(fc.double({ noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: METRIC_COUNT + 1, maxLength: METRIC_COUNT + 1 }),
      (all) => {
        const names = [...METRICS.map(({ name }) => name), 'cluster_req_sum'];
        const row = Object.fromEntries(names.map((name, i) => [name, all[i] ?? null]));
        const numbers = Float64Array.from(all, (one) => one ?? NaN);
        const expected = new Float64Array(INTERACTION_COUNT);
        writeInteractions(numbers, 0, numbers[METRIC_COUNT] ?? NaN, expected, 0);
        const made = compute(row);
        expect(interactions.schema.map(({ name }) => made[name])).toEqual([...expected]);
      },
    ),
  );
});

it('tells of every interaction which metrics it is made of', () => {
  const edges = lineageOf(BUILT_IN, 'interaction_features:cluster_req_share') ?? [];
  expect(edges.map(({ from }) => from)).toEqual([
    'workload_records.request_rate',
    'workload_records.request_rate',
    'workload_features:request_rate',
    'cluster_features:cluster_req_sum',
    // Both feature services have it.
    'interaction_features:cluster_req_share',
    'interaction_features:cluster_req_share',
  ]);
});
