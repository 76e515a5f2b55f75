import { HeadroomError, type ClusterWindowVersion, type PastVector } from '@headroom/contracts';
import { packVector, type OnlineLayout } from '@headroom/feature-engine';
import type { FeatureVector } from '@headroom/storage';
import type { ClusterStore } from '../../domain/cluster-store.ts';
import type { RawStore } from '../../domain/raw-store.ts';
import { vectorOfRevision } from './vector-of-revision.ts';

export interface ReadPastVectorOptions {
  readonly store: Pick<RawStore, 'history'>;
  readonly clusters: Pick<ClusterStore, 'version'>;
  readonly cadenceMs: number;
  readonly layout: OnlineLayout;
}

export type PastPlace = Pick<FeatureVector, 'serviceId' | 'bucketEnd' | 'revision'>;
export type PastWindow = Pick<ClusterWindowVersion, 'end' | 'version'>;

/** The vector that was published at a place of the log, with the version of the cluster's window that somebody saw then. */
export class ReadPastVector {
  readonly #options: ReadPastVectorOptions;

  constructor(options: ReadPastVectorOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND where the records or the window are gone, or never were */
  async read(place: PastPlace, seen: PastWindow | null): Promise<PastVector> {
    const { store, cadenceMs, layout } = this.#options;
    const found = await vectorOfRevision(store, place, cadenceMs);
    const { serviceId, bucketEnd, revision } = place;
    if (found?.revision !== revision.offset) {
      throw new HeadroomError(
        'NOT_FOUND',
        `arrival_seq: the store holds no record ${revision.partition}/${revision.offset} that changed service_id ${JSON.stringify(serviceId)} at ${new Date(bucketEnd).toISOString()}; it was purged, or the place is another stack's`,
      );
    }
    return {
      service_id: serviceId,
      cluster_id: found.clusterId,
      bucket_end: bucketEnd,
      arrival_seq: revision,
      definition_hash: layout.hash,
      values: Array.from(packVector(layout, found.values), (value) =>
        Number.isNaN(value) ? null : value,
      ),
      newest_event: found.newestEvent,
      records: found.records,
      cluster_window: seen && (await this.#window(found.clusterId, seen)),
    };
  }

  async #window(clusterId: string, { end, version }: PastWindow): Promise<ClusterWindowVersion> {
    const window = await this.#options.clusters.version(clusterId, end, version);
    if (window !== null) return window;
    throw new HeadroomError(
      'NOT_FOUND',
      `cluster_window: the store holds no version ${version} of the window of cluster ${JSON.stringify(clusterId)} that ended at ${new Date(end).toISOString()}; it was purged, or the place is another stack's`,
    );
  }
}
