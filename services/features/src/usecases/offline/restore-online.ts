import { ONLINE_VIEWS, type OnlineServiceSource } from '@headroom/contracts';
import {
  aggregateBuckets,
  BatchEngine,
  clusterDelayMs,
  clusterWindowMs,
  FeatureMatrix,
  isBucketOpen,
  latenessMs,
  type OnlineLayout,
} from '@headroom/feature-engine';
import { encodeVector, type OnlineEntry, type OnlineStore } from '@headroom/storage';
import type { ClusterStore } from '../../domain/cluster-store.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { EngineHistory } from '../../domain/offline/engine-history.ts';
import type { NewestMember, NewestMembers } from '../../domain/offline/newest-members.ts';
import type { ServiceRecord } from '../../domain/raw-window.ts';
import { LONGEST_LOOKBACK_MS } from '../../domain/windows.ts';
import type { EngineMaterializer } from './materialize.ts';

export interface RestoreOnlineOptions {
  readonly members: NewestMembers;
  readonly history: Pick<EngineHistory, 'records'>;
  readonly clusters: Pick<ClusterStore, 'recent'>;
  readonly online: Pick<OnlineStore, 'write'>;
  readonly cadenceMs: number;
  readonly layout: OnlineLayout;
}

const SERVICES_PER_READ = 50;

/**
 * Newest vectors and cluster windows, from the offline store back online: after Redis was lost, or under new definitions.
 * Guarded as the stream's writes are, so it runs beside them.
 */
export class RestoreOnline implements EngineMaterializer {
  readonly #options: RestoreOnlineOptions;

  constructor(options: RestoreOnlineOptions) {
    this.#options = options;
  }

  async restore(upTo: number): Promise<number> {
    const { members, online } = this.#options;
    const services = await members.services(upTo);
    let written = 0;
    for (let from = 0; from < services.length; from += SERVICES_PER_READ) {
      const entries = await this.#vectors(services.slice(from, from + SERVICES_PER_READ), upTo);
      await online.write(entries);
      written += entries.length / 2;
    }
    await online.write(await this.#windows(await members.clusters(upTo)));
    return written;
  }

  async #vectors(services: readonly NewestMember[], upTo: number): Promise<OnlineEntry[]> {
    const { history, cadenceMs, layout } = this.#options;
    const oldest = Math.min(...services.map(({ timestamp }) => timestamp));
    const after = oldest - LONGEST_LOOKBACK_MS - latenessMs(cadenceMs);
    const ids = services.map(({ id }) => id);
    const records = groupBy(
      await history.records(ids, { after, upTo }, null),
      ({ serviceId }) => serviceId,
    );
    return services.flatMap((service) =>
      vectorEntries(service, records.get(service.id) ?? [], cadenceMs, layout),
    );
  }

  async #windows(clusters: readonly NewestMember[]): Promise<OnlineEntry[]> {
    const { cadenceMs } = this.#options;
    const span = latenessMs(cadenceMs) + clusterDelayMs(cadenceMs) + clusterWindowMs(cadenceMs);
    const ids = clusters.map(({ id }) => id);
    const recent = await this.#options.clusters.recent(ids, span);
    const byCluster = groupBy(recent, (window) => window.cluster_id);
    return clusters.flatMap(({ id, source, clock }) => {
      const own = byCluster.get(id) ?? [];
      const guard = {
        entity: id,
        bucketEnd: own.at(-1)?.end ?? 0,
        revision: own.reduce((max, { version }) => Math.max(max, version), 0),
      };
      return [
        { ...guard, view: ONLINE_VIEWS.clusterWindows, bytes: jsonBytes(own) },
        { ...guard, view: ONLINE_VIEWS.clusterSource, bytes: jsonBytes({ source, clock }) },
      ];
    });
  }
}

function vectorEntries(
  { id, source, clock, timestamp, partition }: NewestMember,
  records: readonly ServiceRecord[],
  cadenceMs: number,
  layout: OnlineLayout,
): OnlineEntry[] {
  const buckets = aggregateBuckets(records, cadenceMs);
  const matrix = new FeatureMatrix(buckets.ends.length);
  const { ends, revisions, columns } = new BatchEngine(cadenceMs).append(buckets, matrix);
  const last = ends.length - 1;
  const bucketEnd = ends[last];
  if (bucketEnd === undefined) return [];
  const offset = revisions[last] ?? 0;
  const guard = { entity: id, bucketEnd, revision: offset };
  const vector = {
    definitionHash: layout.hash,
    serviceId: id,
    clusterId: buckets.clusterIds[last] ?? '',
    bucketEnd,
    revision: { partition, offset },
    open: isBucketOpen(bucketEnd, timestamp),
    values: Float64Array.from(layout.columns, (column) => columns[column]?.[last] ?? NaN),
  };
  return [
    { ...guard, view: ONLINE_VIEWS.serviceVector, bytes: encodeVector(vector) },
    { ...guard, view: ONLINE_VIEWS.serviceSource, bytes: jsonBytes({ source, clock }) },
  ];
}

const jsonBytes = (source: OnlineServiceSource | readonly unknown[]): Buffer =>
  Buffer.from(JSON.stringify(source));
