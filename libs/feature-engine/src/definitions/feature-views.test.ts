import { describe, expect, it } from 'vitest';
import { FEATURE_VIEWS, resolveFeatureService, VECTOR_COLUMNS, VECTOR_LENGTH } from '../index.ts';
import { EXTRA_COLUMNS, VECTOR_OFFSETS } from './vector-layout.ts';

const counts = Object.fromEntries(FEATURE_VIEWS.map((view) => [view.name, view.features.length]));
const names = VECTOR_COLUMNS.map((column) => column.name);

describe('feature views', () => {
  it('hold 348 features under 348 names', () => {
    expect(counts).toEqual({
      workload_features: 8,
      temporal_features: 10,
      rolling_features: 96,
      lag_features: 192,
      cluster_features: 5,
      interaction_features: 37,
    });
    const all = FEATURE_VIEWS.flatMap((view) => view.features.map((feature) => feature.name));
    expect(new Set(all).size).toBe(348);
  });

  it('name features by metric, window and statistic', () => {
    const of = (view: string): string[] =>
      FEATURE_VIEWS.find((v) => v.name === view)?.features.map((f) => f.name) ?? [];
    expect(of('rolling_features').slice(0, 5)).toEqual([
      'cpu_roll_6h_mean',
      'cpu_roll_6h_std',
      'cpu_roll_6h_min',
      'cpu_roll_6h_max',
      'cpu_roll_24h_mean',
    ]);
    expect(of('lag_features').slice(23, 25)).toEqual(['cpu_lag_24', 'mem_lag_1']);
    expect(of('interaction_features')).toEqual([
      ...['cpu_x_mem', 'cpu_x_net', 'cpu_x_disk', 'cpu_x_req', 'cpu_x_lat', 'cpu_x_err'],
      ...['cpu_x_inst', 'mem_x_net', 'mem_x_disk', 'mem_x_req', 'mem_x_lat', 'mem_x_err'],
      ...['mem_x_inst', 'net_x_disk', 'net_x_req', 'net_x_lat', 'net_x_err', 'net_x_inst'],
      ...['disk_x_req', 'disk_x_lat', 'disk_x_err', 'disk_x_inst', 'req_x_lat', 'req_x_err'],
      ...['req_x_inst', 'lat_x_err', 'lat_x_inst', 'err_x_inst'],
      ...['cpu_per_mem', 'net_per_disk', 'lat_per_req', 'cpu_per_req', 'mem_per_req'],
      ...['net_per_req', 'cpu_per_inst', 'req_per_inst', 'cluster_req_share'],
    ]);
  });
});

describe('stored vector', () => {
  it('is the 306 service features and 39 extra columns', () => {
    expect(VECTOR_LENGTH).toBe(345);
    expect(EXTRA_COLUMNS).toHaveLength(39);
    expect(new Set(names).size).toBe(345);
  });

  it.each([
    ['workload', 'cpu_utilization'],
    ['temporal', 'hour_sin'],
    ['rolling', 'cpu_roll_6h_mean'],
    ['lag', 'cpu_lag_1'],
    ['level', 'level'],
    ['scale', 'scale'],
    ['relative', 'cpu_utilization_rel'],
  ] as const)('starts its %s part with %s', (part, name) => {
    expect(names[VECTOR_OFFSETS[part]]).toBe(name);
  });
});

describe('resolveFeatureService', () => {
  it('gives training every feature, inference those that need no rolling window', () => {
    const training = resolveFeatureService('cloud_optimizer_training');
    const inference = resolveFeatureService('cloud_optimizer_inference');
    expect(training.features).toHaveLength(348);
    expect(training.signature).toHaveLength(348 + 39);
    expect(inference.features).toHaveLength(8 + 10 + 192 + 37);
    expect(inference.service.dependencies).toEqual(['cluster_req_sum']);
  });

  it('points every stored column at its place in the vector', () => {
    const { signature } = resolveFeatureService('cloud_optimizer_training');
    const stored = signature.filter((column) => column.source === 'vector');
    expect(stored.map((column) => names[column.index])).toEqual(stored.map((c) => c.name));
    const cluster = signature.filter((column) => column.source === 'cluster');
    expect(cluster.map((column) => column.index)).toEqual([0, 1, 2, 3, 4]);
    const onDemand = signature.filter((column) => column.source === 'on_demand');
    expect(onDemand.map((column) => column.index)).toEqual(onDemand.map((_, i) => i));
  });

  it('leaves out what is made with an absent metric', () => {
    const plan = resolveFeatureService('cloud_optimizer_training', ['cpu_utilization']);
    expect(plan.features).toHaveLength(1 + 10 + 12 + 24 + 3);
    expect(plan.signature).toHaveLength(50 + 39);
  });

  it('names the services it knows', () => {
    expect(() => resolveFeatureService('x')).toThrow(/cloud_optimizer_training/);
  });
});
