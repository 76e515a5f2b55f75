import { parseBundle } from '@headroom/forecasting';
import { onlineLayout } from '@headroom/feature-engine';
import { describe, expect, it } from 'vitest';
import { CADENCE, fixtureModel, stump, type FixtureModel } from '../testing/fixture-model.ts';
import { clusterWindow, T0, vector } from '../testing/vectors.ts';
import { ClusterView } from './cluster-view.ts';
import { buildModel } from './serving-model.ts';

function build(model: FixtureModel, cadenceMs = CADENCE) {
  const [content = '', bundle = ''] = [...model.files.values()];
  return buildModel(model.event, parseBundle(bundle), content, cadenceMs);
}
const seen = (cpu: number | null) =>
  new ClusterView([clusterWindow(0, cpu)], CADENCE).seenAt(T0 + 3_600_000);

describe('a model that serves', () => {
  it('predicts cpu from the vector and the cluster window it sees', () => {
    const model = build(fixtureModel('1', 0.5));
    expect(model.score(vector(1), seen(0.2))).toEqual({ interval: null, cpu: 0.4 + 0.5 * 0.1 });
    expect(model.score(vector(1), seen(0.9))).toEqual({ interval: null, cpu: 0.4 + 1.5 * 0.1 });
    expect(model.score(vector(1), null)).toEqual({ interval: null, cpu: 0.4 + 0.5 * 0.1 });
    expect(model.needsCluster).toBe(true);
  });

  it('computes interactions, the share of the cluster among them', () => {
    const columns = ['req_per_inst', 'level', 'scale', 'cluster_req_share'];
    const content = stump(0)
      .replace(
        'feature_names=cpu_utilization level scale cluster_cpu_mean',
        `feature_names=${columns.join(' ')}`,
      )
      .replace('threshold=0.5', 'threshold=0.25');
    const model = build(fixtureModel('1', 0, { bundle: { columns }, content }));
    const busy = vector(1);
    busy.values[4] = 30;
    expect(model.needsCluster).toBe(true);
    expect(model.score(busy, seen(0.2))).toEqual({ interval: null, cpu: 0.4 + 0.1 });
    busy.values[4] = 20;
    expect(model.score(busy, seen(0.2))).toEqual({ interval: null, cpu: 0.4 });
  });

  it('does not ask for windows that it has no use for', () => {
    const columns = ['cpu_utilization', 'level', 'scale', 'mem_lag_1'];
    const content = stump(0).replace('cluster_cpu_mean', 'mem_lag_1');
    expect(build(fixtureModel('1', 0, { bundle: { columns }, content })).needsCluster).toBe(false);
  });

  it('tells why a vector has no prediction', () => {
    const model = build(fixtureModel('1', 0));
    expect(model.score(vector(1, { level: NaN }), null)).toEqual({ reason: 'NO_LEVEL' });
    expect(model.score(vector(1, { scale: NaN }), null)).toEqual({ reason: 'WARMING_UP' });
    const mad = build(fixtureModel('1', 0, { content: stump(1.7e308) }));
    expect(mad.score(vector(1, { scale: 100 }), null)).toEqual({ reason: 'MODEL_INVALID' });
  });

  it('refuses vectors that lack a view it reads, and no others', () => {
    const light = (...views: string[]) =>
      vector(1, { definitionHash: onlineLayout(CADENCE, ['workload_features', ...views]).hash });
    const columns = ['cpu_utilization', 'level', 'scale', 'mem_lag_1'];
    const content = stump(0).replace('cluster_cpu_mean', 'mem_lag_1');
    const model = build(fixtureModel('1', 0, { bundle: { columns }, content }));
    expect(model.score(light('lag_features'), null)).toMatchObject({ cpu: 0.4 });
    expect(model.score(light('temporal_features'), null)).toEqual({ reason: 'VIEWS_MISSING' });
    expect(build(fixtureModel('1', 0)).score(light(), null)).toMatchObject({ cpu: 0.4 });
  });

  it('keeps nothing of the row before', () => {
    const model = build(fixtureModel('1', 0));
    model.score(vector(1), seen(0.9));
    expect(model.score(vector(1), null)).toEqual({ interval: null, cpu: 0.4 });
  });
});

describe('a model is refused', () => {
  it('when it was trained at another cadence', () => {
    expect(() => build(fixtureModel('7', 0), CADENCE / 12)).toThrow(
      expect.objectContaining({
        code: 'CADENCE_MISMATCH',
        message: expect.stringMatching(/version 7 was trained at a cadence of 60 min.*5 min/),
      }),
    );
  });

  it.each([
    ['of other feature definitions', { definitionHash: '0123456789abcdef' }, /train it anew/],
    ['of an unknown feature service', { featureService: 'x' }, /feature service x is unknown/],
    [
      'that needs a column its feature service has not',
      { featureService: 'cloud_optimizer_inference' },
      /needs column cluster_cpu_mean, which/,
    ],
    ['whose file is another than its bundle says', { columns: ['level', 'scale'] }, /signature 2/],
  ])('%s', (_, bundle, message) => {
    const model = fixtureModel('1', 0, { bundle });
    expect(() => build(model)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('whose file is truncated', () => {
    const content = stump(0).replace('end of trees', '');
    expect(() => build(fixtureModel('1', 0, { content }))).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
  });
});
