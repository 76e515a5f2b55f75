import { createHash } from 'node:crypto';
import { ONLINE_VIEWS, TOPICS } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import type { Publisher } from '@headroom/messaging';
import { decodeVector, type OnlineKey, type OnlineStore } from '@headroom/storage';
import type { CrashTest, PublishedEvent } from '@headroom/testing';
import { onlineViews, STREAM_VIEWS } from '../domain/online-views.ts';
import type { RawStore } from '../domain/raw-store.ts';
import { ComputeFeatures } from '../usecases/compute-features.ts';
import { eventfulLog, SERVICES } from './validated-log.ts';

export interface StreamPorts {
  readonly publisher: Publisher;
  readonly store: RawStore;
  readonly online: OnlineStore;
}

export const ONLINE_KEYS: readonly OnlineKey[] = SERVICES.flatMap((entity) =>
  [ONLINE_VIEWS.serviceVector, ONLINE_VIEWS.serviceSource].map((view) => ({ view, entity })),
);

/** Invariant 1 for the feature stream, over whatever stores it is given. Three of four services stay in memory. */
export const streamCrashTest = (
  seed: number,
  length: number,
  world: CrashTest<StreamPorts>['world'],
): CrashTest<StreamPorts> => ({
  topic: TOPICS.workloadValidated,
  group: 'features',
  log: eventfulLog(seed, length),
  world,
  effects: { store: ['append'], online: ['write'] },
  process: (ports) =>
    new ComputeFeatures({
      ...{ ...ports, cadenceMs: HOUR_MS, seriesInMemory: 3, now: () => 0 },
      views: onlineViews(HOUR_MS, STREAM_VIEWS),
    }).handle,
  published: lastRevisions,
});

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

const digest = (event: PublishedEvent): string =>
  createHash('sha256').update(String(event.body)).digest('hex');
