import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definitionHash } from './definition-hash.ts';
import { onlineLayout, packVector, unpackVector, VECTOR_VIEWS } from './online-layout.ts';
import { VECTOR_COLUMNS, VECTOR_LENGTH } from './vector-layout.ts';

const HOUR = 3_600_000;
const views = fc
  .subarray(VECTOR_VIEWS.filter((name) => name !== 'workload_features'))
  .map((some) => [...some, 'workload_features']);

it('of all views is the vector as it is defined', () => {
  const { hash, columns } = onlineLayout(HOUR);
  expect(hash).toBe(definitionHash(HOUR));
  expect(columns).toHaveLength(VECTOR_LENGTH);
});

it('holds the columns of its views and the extra ones that are made of them', () => {
  const { columns } = onlineLayout(HOUR, ['temporal_features', 'workload_features']);
  const names = columns.map((column) => VECTOR_COLUMNS[column]?.name);
  expect(names).toHaveLength(8 + 10 + 3);
  expect(names.slice(-3)).toEqual(['level', 'scale', 'cpu_utilization_rel']);
});

it('has a hash of its own for every set of views and cadence', () => {
  const hashes = [HOUR, HOUR / 12].flatMap((cadenceMs) =>
    [
      ['workload_features'],
      ['workload_features', 'lag_features'],
      ['workload_features', 'temporal_features'],
      VECTOR_VIEWS,
    ].map((some) => onlineLayout(cadenceMs, some).hash),
  );
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(onlineLayout(HOUR, ['lag_features', 'workload_features']).hash).toBe(hashes[1]);
});

it('packs what it holds, and unpacks it to its places with the rest missing', () => {
  const whole = Float64Array.from({ length: VECTOR_LENGTH }, (_, i) => i);
  fc.assert(
    fc.property(views, (some) => {
      const layout = onlineLayout(HOUR, some);
      const packed = packVector(layout, whole);
      expect(packed).toHaveLength(layout.columns.length);
      const back = unpackVector(layout, packed);
      expect([...back]).toEqual([...whole].map((v, i) => (layout.holds[i] === true ? v : NaN)));
    }),
  );
});

it('refuses unknown views and a layout without the metrics', () => {
  expect(() => onlineLayout(HOUR, ['workload_features', 'cluster_features'])).toThrow(
    'view cluster_features is unknown; use some of workload_features, temporal_features',
  );
  expect(() => onlineLayout(HOUR, ['lag_features'])).toThrow('workload_features is missing');
});
