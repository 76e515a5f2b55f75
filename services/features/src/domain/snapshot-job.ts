import { ObjectRef, WORKLOAD_METRICS } from '@headroom/contracts';
import { z } from 'zod';

const MetricName = z.enum(WORKLOAD_METRICS.map(({ name }) => name));

/** Heavy work on the offline store, done outside the service's own process. Times are epoch ms. */
export const SnapshotJob = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    key: z.string(),
    /** Only services that this source has sent records of; null for all services. */
    source: z.string().nullable(),
    feature_service: z.string(),
    declared: z.array(MetricName),
    after: z.number(),
    as_of: z.number(),
  }),
  z.object({
    kind: z.literal('export'),
    key: z.string(),
    range_ms: z.number(),
    /** Null: as of the newest record that there is. */
    as_of: z.number().nullable(),
  }),
]);
export type SnapshotJob = z.infer<typeof SnapshotJob>;

export const SnapshotJobResult = z.object({
  file: ObjectRef,
  rows: z.int(),
  services: z.array(z.string()),
  /** First and last event time in the file; null when it is empty. */
  span: z.object({ first: z.number(), last: z.number() }).nullable(),
});
export type SnapshotJobResult = z.infer<typeof SnapshotJobResult>;

/** Where such work is done: a child process in the service, this process in a test. */
export interface SnapshotRunner {
  run(job: SnapshotJob, signal: AbortSignal): Promise<SnapshotJobResult>;
}
