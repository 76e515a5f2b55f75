import { take, toArray, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import type { FeatureAnswer } from '../../usecases/feature-answer.ts';
import { featureUpdates } from './feature-updates.ts';

const answer = (offset: number): FeatureAnswer => ({
  service_id: 'svc',
  cluster_id: null,
  feature_service: 'all',
  definition_hash: 'x',
  event_timestamp: null,
  now: null,
  open: null,
  revision: { partition: 0, offset },
  cluster_window: null,
  views: {},
});

it('tells what stands, then each change, over a read that failed, and stops watching at the end', async () => {
  let reads = 0;
  let failures = 0;
  let isWatching = false;
  let changed: () => void = () => undefined;
  const updates = featureUpdates({
    read: async () => {
      reads += 1;
      if (reads === 2) throw new Error('away');
      return answer(reads);
    },
    watch: async (listener) => {
      isWatching = true;
      changed = listener;
      return () => {
        isWatching = false;
      };
    },
    failed: () => {
      failures += 1;
    },
  });
  const seen = lastValueFrom(updates.pipe(take(3), toArray()));
  while (reads < 4) {
    await new Promise(setImmediate);
    changed();
  }
  expect(await seen).toEqual(
    [1, 3, 4].map((offset) => ({ type: 'features', data: answer(offset) })),
  );
  expect(failures).toBe(1);
  await new Promise(setImmediate);
  expect(isWatching).toBe(false);
});

it('makes one more read of any number of changes during one', async () => {
  let reads = 0;
  let changed: () => void = () => undefined;
  let finish: () => void = () => undefined;
  const updates = featureUpdates({
    read: async () => {
      reads += 1;
      await new Promise<void>((resolve) => (finish = resolve));
      return answer(reads);
    },
    watch: async (listener) => {
      changed = listener;
      return () => undefined;
    },
    failed: () => undefined,
  });
  const seen = lastValueFrom(updates.pipe(take(2), toArray()));
  await new Promise(setImmediate);
  changed();
  changed();
  finish();
  await new Promise(setImmediate);
  finish();
  expect(await seen).toHaveLength(2);
  expect(reads).toBe(2);
});
