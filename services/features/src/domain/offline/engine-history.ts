import type { ClusterWindowVersion } from '@headroom/contracts';
import type { ServiceRecord, TimeRange } from '../raw-window.ts';

/** What the engine's features were made of, as it was known at some time (epoch ms; null for all that is known). */
export interface EngineHistory {
  /** Records in use of the services, by service id (code points), event time and arrival. */
  records(
    serviceIds: readonly string[],
    range: TimeRange,
    knownAt: number | null,
  ): Promise<ServiceRecord[]>;
  /** Windows of the clusters that end in the range, each in its last known version, by cluster and end. */
  windows(
    clusterIds: readonly string[],
    ends: TimeRange,
    knownAt: number | null,
  ): Promise<ClusterWindowVersion[]>;
}
