import { createHash } from 'node:crypto';
import { TOPICS, ONLINE_VIEWS } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { InMemoryBroker, type Publisher } from '@headroom/messaging';
import { decodeVector, MemoryOnlineStore, type OnlineStore } from '@headroom/storage';
import { runCrashSchedules, type CrashTest, type PublishedEvent } from '@headroom/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRawStore } from '../domain/memory-raw-store.ts';
import type { RawStore } from '../domain/raw-store.ts';
import { eventfulLog } from '../testing/validated-log.ts';
import { ComputeFeatures } from './compute-features.ts';

interface Ports {
  readonly publisher: Publisher;
  readonly store: RawStore;
  readonly online: OnlineStore;
}

const SERVICES = ['svc-1', 'svc-2', 'svc-3', 'svc-4'];
const KEYS = SERVICES.flatMap((entity) =>
  [ONLINE_VIEWS.serviceVector, ONLINE_VIEWS.serviceSource].map((view) => ({ view, entity })),
);

function seededLog(seed: number) {
  const [log] = fc.sample(
    fc
      .infiniteStream(fc.nat(0xffff_ffff))
      .map((numbers) =>
        eventfulLog((min, max) => min + (Number(numbers.next().value) % (max - min + 1)), 40),
      ),
    { seed, numRuns: 1 },
  );
  return log ?? [];
}

const digest = (event: PublishedEvent) =>
  createHash('sha256').update(String(event.body)).digest('hex');

/** Coalescing differs with the batches: of a bucket's vectors the last revision counts, of other events every one. */
function lastRevisions(events: readonly PublishedEvent[]): unknown {
  const last = new Map<string, PublishedEvent>();
  const revisions = new Map<string, number>();
  for (const event of events) {
    if (event.topic !== TOPICS.featuresComputed.name) {
      last.set(`${event.topic} ${event.id}`, event);
      continue;
    }
    const vector = decodeVector(Buffer.from(String(event.body), 'base64'));
    const key = `${vector.serviceId} ${vector.bucketEnd}`;
    if (vector.revision.offset < (revisions.get(key) ?? -1)) continue;
    revisions.set(key, vector.revision.offset);
    last.set(key, { ...event, body: digest(event) });
  }
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const crashTest = (seed: number): CrashTest<Ports> => ({
  topic: TOPICS.workloadValidated,
  group: 'features',
  log: seededLog(seed),
  world: async () => {
    const store = new MemoryRawStore(HOUR_MS);
    const online = new MemoryOnlineStore();
    const { publisher } = new InMemoryBroker().bus();
    return {
      ports: { store, online, publisher },
      snapshot: async () => ({
        records: [...store.records.values()].toSorted((a, b) => (a.rawId < b.rawId ? -1 : 1)),
        refused: [...store.refused.values()].toSorted((a, b) => (a.rawId < b.rawId ? -1 : 1)),
        online: await online.read(KEYS),
      }),
    };
  },
  effects: { store: ['append'], online: ['write'] },
  process: (ports) =>
    new ComputeFeatures({ ...ports, cadenceMs: HOUR_MS, seriesInMemory: 3, now: () => 0 }).handle,
  published: lastRevisions,
});

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it.each([1, 2, 3, 4])(
    'the feature stream, log %i',
    async (seed) => {
      const report = await runCrashSchedules(crashTest(seed), { seed, schedules: 250 });
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
