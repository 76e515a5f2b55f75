import { expect, it } from 'vitest';
import { settings } from './settings.ts';

const views = (text?: string) =>
  settings.safeParse(text === undefined ? {} : { HEADROOM_FEATURES_ONLINE_VIEWS: text });

it('computes every view of the stream unless told', () => {
  expect(views().data?.HEADROOM_FEATURES_ONLINE_VIEWS).toEqual([
    'workload_features',
    'temporal_features',
    'rolling_features',
    'lag_features',
    'cluster_features',
  ]);
  expect(views('workload_features, lag_features').data?.HEADROOM_FEATURES_ONLINE_VIEWS).toEqual([
    'workload_features',
    'lag_features',
  ]);
});

it.each([
  ['', 'is not computed by the stream; use some of workload_features'],
  ['workload_features,rolling', 'view rolling is not computed by the stream'],
  ['lag_features', 'workload_features is missing; add it'],
])('refuses %s', (text, message) => {
  expect(views(text).error?.issues[0]).toMatchObject({
    path: ['HEADROOM_FEATURES_ONLINE_VIEWS'],
    message: expect.stringContaining(message),
  });
});
