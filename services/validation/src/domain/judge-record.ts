import { createHash } from 'node:crypto';
import type { Clock, RejectionReason, ValidatedRecord, WorkloadRecord } from '@headroom/contracts';
import { idFault } from './id-fault.ts';
import { isTooLate, tooLate } from './too-late.ts';
import { iso, isTooOld, tooOld } from './too-old.ts';

/** How far a producer on the wall clock may run ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

export interface RecordOrigin {
  /** `ce_id` of the raw record. */
  readonly rawId: string;
  readonly source: string;
  readonly clock: Clock;
}

export type Verdict =
  | { readonly kind: 'valid'; readonly record: ValidatedRecord }
  | {
      readonly kind: 'rejected';
      readonly reason: RejectionReason;
      readonly field: string;
      readonly message: string;
    };

/**
 * The stateless rules of time and of ids on a record whose shape is right already. Whatever needs history (late, duplicate, a jump
 * into the future) is judged behind `workload.validated.v1`, where one partition holds a service's whole order.
 */
export function judgeRecord(raw: WorkloadRecord, origin: RecordOrigin, wallNow: number): Verdict {
  const badId = idFault('ce_id', origin.rawId);
  if (badId !== null) return rejected('OUT_OF_BOUNDS', badId, 'ce_id');
  const badSource = idFault('ce_source', origin.source);
  if (badSource !== null) return rejected('OUT_OF_BOUNDS', badSource, 'ce_source');
  const timestamp =
    typeof raw.timestamp === 'number' ? Math.floor(raw.timestamp) : Date.parse(raw.timestamp);
  if (!Number.isFinite(timestamp)) {
    return rejected(
      'BAD_TIMESTAMP',
      `timestamp ${JSON.stringify(raw.timestamp)} cannot be read: send RFC 3339 with a zone, or epoch milliseconds`,
    );
  }
  if (isTooOld(timestamp)) {
    return rejected('TOO_OLD', tooOld(timestamp));
  }
  if (isTooLate(timestamp)) {
    return rejected('BAD_TIMESTAMP', tooLate(timestamp));
  }
  if (origin.clock === 'wall' && timestamp > wallNow + MAX_AHEAD_MS) {
    return rejected(
      'TOO_FAR_AHEAD',
      `timestamp ${iso(timestamp)} lies ${Math.round((timestamp - wallNow) / 1000)} s ahead of the clock here ` +
        `(300 s are allowed): set the producer's clock, or declare an event clock for ${origin.source}`,
    );
  }
  return {
    kind: 'valid',
    record: {
      raw_id: rawRecordId(origin),
      timestamp,
      service_id: raw.service_id,
      cluster_id: raw.cluster_id ?? 'default',
      cpu_utilization: raw.cpu_utilization ?? null,
      memory_utilization: raw.memory_utilization ?? null,
      network_io_mbps: raw.network_io_mbps ?? null,
      disk_io_mbps: raw.disk_io_mbps ?? null,
      request_rate: raw.request_rate ?? null,
      latency_p95_ms: raw.latency_p95_ms ?? null,
      error_rate: raw.error_rate ?? null,
      instance_count: raw.instance_count ?? null,
      scaling_event: raw.scaling_event ?? 'none',
      source: origin.source,
      clock: origin.clock,
    },
  };
}

function rejected(reason: RejectionReason, message: string, field = 'timestamp'): Verdict {
  return { kind: 'rejected', reason, field, message };
}

/** An event's id is unique with its source alone (CloudEvents): two producers may both count from 1. */
function rawRecordId({ source, rawId }: RecordOrigin): string {
  return createHash('sha256')
    .update(JSON.stringify([source, rawId]))
    .digest('hex')
    .slice(0, 32);
}
