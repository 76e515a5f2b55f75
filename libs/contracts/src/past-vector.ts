import { z } from 'zod';
import { ArrivalSeq } from './events/arrival.ts';
import { ClusterWindowVersion } from './events/cluster.ts';
import { EntityId } from './events/workload.ts';

/** A service's features as they were at a place of the log, computed anew: what the feature store tells serving of them. */
export const PastVector = z.object({
  service_id: EntityId,
  cluster_id: EntityId,
  bucket_end: z.int(),
  /** The last record that changed them. */
  arrival_seq: ArrivalSeq,
  /** Of the columns and what they mean. */
  definition_hash: z.string(),
  /** In the order of the definition's columns; null where missing. */
  values: z.array(z.number().nullable()),
  /** Event time of the newest record they were made of, epoch ms. */
  newest_event: z.int(),
  /** How many records they were made of. */
  records: z.int(),
  /** The version of the cluster's window that was asked for. */
  cluster_window: ClusterWindowVersion.nullable(),
});
export type PastVector = z.infer<typeof PastVector>;
