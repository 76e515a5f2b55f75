import { ArrivalSeq, ClusterWindowVersion } from '@headroom/contracts';
import { z } from 'zod';

const ViewAnswer = z.object({
  status: z.enum(['FRESH', 'STALE', 'MISSING']),
  /** Bucket or window end that the values are of. */
  event_timestamp: z.iso.datetime().nullable(),
  /** Null is a missing value. */
  values: z.record(z.string(), z.number().nullable()),
});
export type ViewAnswer = z.infer<typeof ViewAnswer>;

/** The newest features of a service. */
export const FeatureAnswer = z.object({
  service_id: z.string(),
  /** Null, with every view MISSING, when the service has no features. */
  cluster_id: z.string().nullable(),
  feature_service: z.string(),
  definition_hash: z.string(),
  event_timestamp: z.iso.datetime().nullable(),
  /** "Now" of the clock of the service's source, by which the status is told. */
  now: z.iso.datetime().nullable(),
  /** Whether the bucket may still change. */
  open: z.boolean().nullable(),
  revision: ArrivalSeq.nullable(),
  cluster_window: ClusterWindowVersion.pick({ end: true, version: true }).nullable(),
  /** By feature view; `extra` are the columns of every model's signature that belong to no view. */
  views: z.record(z.string(), ViewAnswer),
});
export type FeatureAnswer = z.infer<typeof FeatureAnswer>;
