import { z } from 'zod';
import { ArrivalSeq } from './arrival.ts';
import { EntityId, ValidatedRecord } from './workload.ts';

/** `workload.by-cluster.v1`: an in-time record with the arrival_seq it has in `workload.validated.v1`. */
export const InTimeRecord = ValidatedRecord.extend({ arrival_seq: ArrivalSeq });
export type InTimeRecord = z.infer<typeof InTimeRecord>;

/**
 * `features.cluster.v1`, key = cluster_id: one version of a tumbling window (end − W, end] of a cluster. A window is
 * never closed; its newest version has the highest number. Null is missing.
 */
export const ClusterWindowVersion = z.object({
  cluster_id: EntityId,
  /** Epoch ms. */
  end: z.int(),
  /** Offset in `workload.by-cluster.v1` of the last record the version was made for. */
  version: z.int().min(0),
  cluster_cpu_mean: z.number().nullable(),
  cluster_cpu_max: z.number().nullable(),
  cluster_mem_mean: z.number().nullable(),
  cluster_req_sum: z.number().nullable(),
  cluster_service_count: z.int().min(0),
});
export type ClusterWindowVersion = z.infer<typeof ClusterWindowVersion>;

/** JSON under the online view `clusterWindows`: the newest versions of the newest windows, by end, ascending. */
export const OnlineClusterWindows = z.array(ClusterWindowVersion);
export type OnlineClusterWindows = z.infer<typeof OnlineClusterWindows>;
