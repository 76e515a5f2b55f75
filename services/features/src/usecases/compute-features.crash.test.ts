import { HOUR_MS } from '@headroom/feature-engine';
import { InMemoryBroker } from '@headroom/messaging';
import { MemoryOnlineStore } from '@headroom/storage';
import { runCrashSchedules } from '@headroom/testing';
import { describe, expect, it } from 'vitest';
import { MemoryRawStore } from '../domain/memory-raw-store.ts';
import { ONLINE_KEYS, streamCrashTest } from '../testing/stream-crash-test.ts';

const world = async () => {
  const store = new MemoryRawStore(HOUR_MS);
  const online = new MemoryOnlineStore();
  const { publisher } = new InMemoryBroker().bus();
  return {
    ports: { store, online, publisher },
    snapshot: async () => ({
      records: [...store.records.values()].toSorted((a, b) => (a.rawId < b.rawId ? -1 : 1)),
      refused: [...store.refused.values()].toSorted((a, b) => (a.rawId < b.rawId ? -1 : 1)),
      online: await online.read(ONLINE_KEYS),
    }),
  };
};

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it.each([1, 2, 3, 4])(
    'the feature stream, log %i',
    async (seed) => {
      const report = await runCrashSchedules(streamCrashTest(seed, 40, world), {
        seed,
        schedules: 250,
      });
      expect(Object.keys(report.byEffect).toSorted()).toEqual([
        'commit',
        'online.write',
        'publish',
        'store.append',
      ]);
    },
    120_000,
  );
});
