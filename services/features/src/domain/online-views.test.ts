import { definitionHash, HOUR_MS } from '@headroom/feature-engine';
import { expect, it } from 'vitest';
import { onlineViews, STREAM_VIEWS } from './online-views.ts';

it('are all of them, or those that are named', () => {
  const all = onlineViews(HOUR_MS, STREAM_VIEWS);
  expect(all.layout.hash).toBe(definitionHash(HOUR_MS));
  expect(all.clusters).toBe(true);
  const some = onlineViews(HOUR_MS, ['workload_features', 'lag_features']);
  expect(some.layout.views).toEqual(['workload_features', 'lag_features']);
  expect(some.clusters).toBe(false);
});

it('are refused with what is wrong and what there is', () => {
  expect(() => onlineViews(HOUR_MS, ['workload_features', 'interaction_features'])).toThrow(
    'view interaction_features is not computed by the stream; use some of workload_features',
  );
  expect(() => onlineViews(HOUR_MS, ['cluster_features'])).toThrow('workload_features is missing');
});
