import {
  HeadroomError,
  ONLINE_VIEWS,
  TOPICS,
  type OnlineServiceSource,
  type ValidatedRecord,
} from '@headroom/contracts';
import { ServiceSeries } from '@headroom/feature-engine';
import {
  decodeJson,
  deadLetter,
  drop,
  OK,
  type BatchHandler,
  type Delivered,
  type Outcome,
  type Publisher,
} from '@headroom/messaging';
import { encodeVector, type OnlineEntry, type OnlineStore } from '@headroom/storage';
import { admitBatch, type Admission } from '../domain/admit-batch.ts';
import { groupBy } from '../domain/group-by.ts';
import type { OnlineViews } from '../domain/online-views.ts';
import type { KnownArrival, RawRecord } from '../domain/raw-record.ts';
import type { RawStore } from '../domain/raw-store.ts';
import { SeriesMemory, type SeriesMap } from '../domain/series-memory.ts';
import { SharedCalls } from '../domain/shared-calls.ts';
import { computeVectors, type CausedVector } from './compute-vectors.ts';
import { byClusterEvent, vectorEvent } from './derived-events.ts';
import { recomputeVectors } from './recompute-vectors.ts';
import { incompleteBuckets } from './incomplete-buckets.ts';
import { countIncomplete, countVectors, recordFreshness } from './metrics.ts';
import { countRecords } from './record-metrics.ts';

export interface ComputeFeaturesOptions {
  readonly store: RawStore;
  readonly online: OnlineStore;
  readonly publisher: Publisher;
  readonly cadenceMs: number;
  readonly views: OnlineViews;
  /** Services whose series are kept in memory, of each partition. */
  readonly seriesInMemory: number;
  /** The machine's clock, for the freshness metric alone. */
  readonly now: () => number;
  /** Told of the vectors after their publication. */
  readonly published?: (vectors: readonly CausedVector[]) => void;
}

interface Decoded {
  readonly message: Delivered;
  readonly record: ValidatedRecord;
}

/** Validated records in, feature vectors out: the stream side of the feature store. */
export class ComputeFeatures {
  readonly #options: ComputeFeaturesOptions;
  readonly #memory: SeriesMemory;
  readonly #writes: SharedCalls<OnlineEntry>;
  /** By source, for the watermark metric alone. */
  readonly #newestOf = new Map<string, number>();

  constructor(options: ComputeFeaturesOptions) {
    this.#options = options;
    this.#memory = new SeriesMemory(options.seriesInMemory);
    this.#writes = new SharedCalls(async (entries) => {
      await options.online.write(entries);
      return true;
    });
  }

  readonly handle: BatchHandler = async (messages) => {
    const [first] = messages;
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return [];
    const outcomes = new Map<Delivered, Outcome>();
    const decoded: Decoded[] = [];
    for (const message of messages) {
      const result = decodeJson(TOPICS.workloadValidated, message);
      if (result.ok) decoded.push({ message, record: result.data });
      else outcomes.set(message, result.rejection);
    }
    const series = this.#memory.at(first.partition, first.offset);
    const services = new Set(decoded.map(({ record }) => record.service_id));
    try {
      await this.#loadMissing(series, services, first);
      const admissions = await this.#store(decoded, series);
      await this.#apply(decoded, admissions, series);
      decoded.forEach(({ message, record }, i) => {
        outcomes.set(message, outcomeOf(admissions[i], record));
      });
    } catch (error) {
      this.#memory.forget(first.partition, services);
      throw error;
    }
    this.#memory.advance(first.partition, last.offset + 1, services);
    return messages.map((message) => outcomes.get(message) ?? OK);
  };

  /** The prefix of every service that is not in memory. */
  async #loadMissing(
    series: SeriesMap,
    services: ReadonlySet<string>,
    before: Delivered,
  ): Promise<void> {
    const missing = [...services].filter((serviceId) => !series.has(serviceId));
    if (missing.length === 0) return;
    const { store, cadenceMs, views } = this.#options;
    const prefixes = await store.prefixes(missing, before);
    for (const serviceId of missing) {
      const records = prefixes.get(serviceId) ?? [];
      series.set(serviceId, new ServiceSeries(cadenceMs, { records }, views.layout.views));
    }
  }

  /**
   * Judges the records and stores what is new. As a rule all of them are new, so whether they are is asked of the store
   * only where it refuses them, or where a backfill sends again what lies there.
   */
  async #store(decoded: readonly Decoded[], series: SeriesMap): Promise<Admission[]> {
    const { store } = this.#options;
    const rawIds = decoded.map(({ record }) => record.raw_id);
    if (decoded.every(({ record }) => record.backfill == null)) {
      const admissions = this.#judge(decoded, series, new Map());
      if (await this.#append(admissions)) return admissions;
    }
    const admissions = this.#judge(decoded, series, await store.knownArrivals(rawIds));
    if (await this.#append(admissions)) return admissions;
    throw new HeadroomError(
      'UNAVAILABLE',
      `another consumer has stored some of ${decoded.length} records meanwhile; the batch is judged anew.`,
    );
  }

  #judge(
    decoded: readonly Decoded[],
    series: SeriesMap,
    known: ReadonlyMap<string, KnownArrival>,
  ): Admission[] {
    const arrived = decoded.map(({ message: { partition, offset, ingestedAt }, record }) => ({
      record,
      arrival: { partition, offset },
      ingestedAt,
    }));
    const newestOf = (serviceId: string) => series.get(serviceId)?.newest ?? -Infinity;
    return admitBatch(arrived, known, newestOf, this.#options.cadenceMs);
  }

  #append(admissions: readonly Admission[]): Promise<boolean> {
    return this.#options.store.append(
      admissions.flatMap((a) => ('raw' in a && a.kind !== 'admitted' && a.isNew ? [a.raw] : [])),
      admissions.flatMap((a) => (a.kind === 'future_jump' ? [a.refused] : [])),
      admissions.flatMap((a) => (a.kind === 'admitted' && a.isNew ? [admissionOf(a.raw)] : [])),
    );
  }

  /**
   * Order of effects: 1. raw rows into Postgres (the truth, and what everyone waits for; `#store`), 2. the newest
   * vectors into Redis, guarded by (bucket end, revision), 3. derived events; the offset is committed by the caller.
   * Keys and contents are functions of the log's prefix, so a crash after any of them repeats the ones before it
   * harmlessly.
   */
  async #apply(
    decoded: readonly Decoded[],
    admissions: readonly Admission[],
    series: SeriesMap,
  ): Promise<void> {
    const { store, publisher, cadenceMs, views, now, published } = this.#options;
    countRecords(decoded, admissions, cadenceMs, this.#newestOf);

    const used = decoded.flatMap(({ message, record }, i) => {
      const admission = admissions[i];
      return admission?.kind === 'in_time' || admission?.kind === 'admitted'
        ? [{ message, record, ...admission }]
        : [];
    });
    if (used.length === 0) return;
    const vectors = await Promise.all(
      [...groupBy(used, ({ raw }) => raw.serviceId)].map(async ([serviceId, causes]) => {
        if (causes.every(({ kind }) => kind === 'in_time')) {
          const own = seriesOf(series, serviceId);
          const before = own.newest;
          const vectors = computeVectors(own, causes, views.layout);
          countIncomplete(incompleteBuckets(before, vectors, own, cadenceMs));
          return vectors;
        }
        // What a backfill admits lies behind what the series can still change: it is loaded anew for the next batch.
        series.delete(serviceId);
        return recomputeVectors(store, causes, cadenceMs, views.layout);
      }),
    );
    await this.#writes.with(vectors.flatMap(onlineEntries));
    const readable = now();
    recordFreshness(used.map(({ message }) => (readable - message.ingestedAt) / 1000));

    const changed = vectors.flat();
    const byCluster = views.clusters
      ? used.map(({ record, message }) => byClusterEvent(record, message))
      : [];
    await publisher.publish([...changed.map(vectorEvent), ...byCluster]);
    countVectors(changed.length);
    published?.(changed);
  }
}

const admissionOf = ({ rawId, source, admitted, arrival, ingestedAt }: RawRecord) => ({
  rawId,
  source,
  ...(admitted ?? { offset: arrival.offset, ingestedAt }),
});

function seriesOf(series: SeriesMap, serviceId: string): ServiceSeries {
  const one = series.get(serviceId);
  if (one === undefined) throw new Error(`series of ${serviceId} is not loaded`);
  return one;
}

/** Of a service's changed vectors, by end, the last is that of its newest bucket. */
function onlineEntries(vectors: readonly CausedVector[]): OnlineEntry[] {
  const newest = vectors.at(-1);
  if (newest === undefined) return [];
  const { vector, cause } = newest;
  const guard = {
    entity: vector.serviceId,
    bucketEnd: vector.bucketEnd,
    revision: vector.revision.offset,
  };
  const source: OnlineServiceSource = { source: cause.raw.source, clock: cause.raw.clock };
  return [
    { ...guard, view: ONLINE_VIEWS.serviceVector, bytes: encodeVector(vector) },
    { ...guard, view: ONLINE_VIEWS.serviceSource, bytes: Buffer.from(JSON.stringify(source)) },
  ];
}

function outcomeOf(admission: Admission | undefined, { raw_id: rawId }: ValidatedRecord): Outcome {
  switch (admission?.kind) {
    case 'duplicate':
      return drop(`raw_id ${rawId} arrived before`);
    case 'future_jump':
      return deadLetter('FUTURE_JUMP', admission.message, 'timestamp');
    case 'in_time':
    case 'admitted':
    case 'late':
    case undefined:
      return OK;
  }
}
