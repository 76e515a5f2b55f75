import { RecommendationMade } from '@headroom/contracts';
import type { OnlineEntry, OnlineKey } from '@headroom/storage';

/** Online views of serving alone: of a service's newest closed bucket, and of its newest one that was open. */
const VIEWS = { final: 'recommendation', provisional: 'recommendation_provisional' } as const;

export const recommendationKey = (serviceId: string, kind: keyof typeof VIEWS): OnlineKey => ({
  view: VIEWS[kind],
  entity: serviceId,
});

const entryOf = (made: RecommendationMade): OnlineEntry => ({
  ...recommendationKey(made.service_id, made.provisional ? 'provisional' : 'final'),
  bucketEnd: made.bucket_end,
  revision: made.arrival_seq.offset,
  bytes: Buffer.from(JSON.stringify(made)),
});

/** Of each service's, in any order, the newest final and the newest provisional one. */
export function recommendationEntries(made: readonly RecommendationMade[]): OnlineEntry[] {
  const newest = new Map<string, OnlineEntry>();
  for (const entry of made.map(entryOf)) {
    const key = `${entry.view} ${entry.entity}`;
    const known = newest.get(key);
    if (known === undefined || !isOlder(entry, known)) newest.set(key, entry);
  }
  return [...newest.values()];
}

const isOlder = (a: OnlineEntry, b: OnlineEntry): boolean =>
  a.bucketEnd < b.bucketEnd || (a.bucketEnd === b.bucketEnd && a.revision < b.revision);

/** Null for what a release before wrote otherwise. */
export function decodeRecommendation(bytes: Uint8Array): RecommendationMade | null {
  const json: unknown = JSON.parse(Buffer.from(bytes).toString());
  return RecommendationMade.safeParse(json).data ?? null;
}
