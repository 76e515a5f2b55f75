import { expect, it } from 'vitest';
import { resolveFeatureService, RowAssembler, VECTOR_COLUMNS, VECTOR_LENGTH } from '../index.ts';

const vector = Float64Array.from({ length: VECTOR_LENGTH }, (_, i) => i + 1);
const cluster = Float64Array.of(-1, -2, -3, -4, -5);

const rowOf = (service: string, window?: Float64Array): Map<string, number> => {
  const { signature } = resolveFeatureService(service);
  const out = new Float64Array(signature.length + 1);
  new RowAssembler(signature).write(vector, window, out, 1);
  return new Map(signature.map(({ name }, i) => [name, out[i + 1] ?? Infinity]));
};

it('takes each column from where it is kept', () => {
  const row = rowOf('cloud_optimizer_training', cluster);
  for (const [i, { name }] of VECTOR_COLUMNS.entries()) expect(row.get(name)).toBe(i + 1);
  expect(row.get('cluster_cpu_mean')).toBe(-1);
  expect(row.get('cluster_service_count')).toBe(-5);
  expect(row.get('cpu_x_mem')).toBe(1 * 2);
  expect(row.get('cluster_req_share')).toBe(5 / (-4 + 1e-9));
});

it('reads the request sum of a cluster whose own features it leaves out', () => {
  const row = rowOf('cloud_optimizer_inference', cluster);
  expect(row.has('cluster_req_sum')).toBe(false);
  expect(row.get('cluster_req_share')).toBe(5 / (-4 + 1e-9));
});

it('leaves missing what comes from a cluster window that is not there', () => {
  const row = rowOf('cloud_optimizer_training');
  const missing = [...row].filter(([, value]) => Number.isNaN(value)).map(([name]) => name);
  expect(missing).toEqual([
    'cluster_cpu_mean',
    'cluster_cpu_max',
    'cluster_mem_mean',
    'cluster_req_sum',
    'cluster_service_count',
    'cluster_req_share',
  ]);
});
