import { z } from 'zod';
import { SCALING_EVENTS } from '../metrics.ts';

/** Ids of services and clusters; `.:/-` and `_` so that ARNs, host names and paths fit. */
export const EntityId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9._:/-]+$/);

const fraction = z.number().min(0).max(1).nullable().optional();
const nonNegative = z.number().min(0).nullable().optional();

const metrics = {
  cpu_utilization: fraction,
  memory_utilization: fraction,
  network_io_mbps: nonNegative,
  disk_io_mbps: nonNegative,
  request_rate: nonNegative,
  latency_p95_ms: nonNegative,
  error_rate: fraction,
  instance_count: z.int().min(1).nullable().optional(),
};

/**
 * `workload.raw.v1`: one measurement of one service, as its producer sent it. Records may be partial: a metric that is
 * absent or null is missing, never zero. `timestamp` is RFC 3339 with a zone, or epoch milliseconds.
 */
export const WorkloadRecord = z.object({
  timestamp: z.union([z.iso.datetime({ offset: true }), z.number()]),
  service_id: EntityId,
  cluster_id: EntityId.optional(),
  ...metrics,
  scaling_event: z.enum(SCALING_EVENTS).nullable().optional(),
});
export type WorkloadRecord = z.infer<typeof WorkloadRecord>;

/** How a source's "now" is told: by its own greatest event time, or by the machine's clock. */
export const Clock = z.enum(['event', 'wall']);
export type Clock = z.infer<typeof Clock>;

/**
 * `workload.validated.v1`: a record that passed every stateless rule. Its (partition, offset) in this topic is its
 * `arrival_seq`. `raw_id` is a hash of the raw record's `ce_source` and `ce_id`: the natural key of everything that is
 * stored of it.
 */
export const ValidatedRecord = z.object({
  raw_id: z.string().min(1),
  /** Event time, epoch milliseconds UTC. */
  timestamp: z.int(),
  service_id: EntityId,
  cluster_id: EntityId,
  ...metrics,
  scaling_event: z.enum(SCALING_EVENTS),
  /** The producer's `ce_source`; its event "now" is kept under this name. */
  source: z.string().min(1),
  clock: Clock,
  /** Id of the backfill that sends a late record again, so that it is used from here on. */
  backfill: z.string().min(1).optional(),
});
export type ValidatedRecord = z.infer<typeof ValidatedRecord>;
