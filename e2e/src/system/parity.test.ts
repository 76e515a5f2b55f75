import { VECTOR_COLUMNS, VECTOR_LENGTH } from '@headroom/feature-engine';
import { ColumnTable, type FeatureVector } from '@headroom/storage';
import { describe, expect, it } from 'vitest';
import { compareWithOnline, compareWithStream } from './parity.ts';

const T = Date.UTC(2025, 0, 1);
const [first = '', second = ''] = VECTOR_COLUMNS.map(({ name }) => name);

const table = (a: number, b: number) =>
  new ColumnTable('a snapshot', [
    { name: 'service_id', type: 'string', values: ['s'] },
    { name: 'event_timestamp', type: 'timestamp', values: Float64Array.of(T) },
    { name: first, type: 'float64', values: Float64Array.of(a) },
    { name: second, type: 'float64', values: Float64Array.of(b) },
  ]);

function vector(offset: number, a: number, b: number): FeatureVector {
  const values = new Float64Array(VECTOR_LENGTH);
  values.set([a, b]);
  return {
    ...{ definitionHash: 'h', serviceId: 's', clusterId: 'c', bucketEnd: T, open: false },
    revision: { partition: 0, offset },
    values,
  };
}

describe('compareWithStream', () => {
  it('takes the last revision of a bucket, and a missing value for equal to a missing one', () => {
    const vectors = [vector(1, 9, 9), vector(2, 0.1, NaN), vector(1, 8, 8)];
    expect(compareWithStream(table(0.1, NaN), vectors)).toEqual({ cells: 2, differences: [] });
  });

  it.each([
    ['a bit', 0.1 + 2 ** -56, 0],
    ['the sign of zero', 0.1, -0],
    ['a missing value', 0.1, NaN],
  ])('sees %s', (_, a, b) => {
    const { differences } = compareWithStream(table(0.1, 0), [vector(1, a, b)]);
    expect(differences).toHaveLength(1);
  });

  it('sees a vector that never came', () => {
    expect(compareWithStream(table(0.1, NaN), []).differences).toHaveLength(2);
  });
});

describe('compareWithOnline', () => {
  const answer = (values: Record<string, number | null>) => ({
    service_id: 's',
    definition_hash: 'h',
    event_timestamp: new Date(T).toISOString(),
    views: { workload_features: { values } },
  });

  it('knows how JSON tells missing values and zeros', () => {
    const told = answer({ [first]: 0, [second]: null });
    expect(compareWithOnline(table(-0, NaN), 0, told)).toEqual({ cells: 2, differences: [] });
  });

  it('sees a bit, and a feature that is not told', () => {
    const told = answer({ [first]: 0.1 + 2 ** -56 });
    expect(compareWithOnline(table(0.1, 0.5), 0, told).differences).toHaveLength(2);
  });
});
