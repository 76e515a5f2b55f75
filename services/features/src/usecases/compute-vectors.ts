import {
  isBucketOpen,
  packVector,
  type OnlineLayout,
  type ServiceSeries,
  type StreamVector,
} from '@headroom/feature-engine';
import type { Delivered } from '@headroom/messaging';
import type { FeatureVector } from '@headroom/storage';
import type { RawRecord } from '../domain/raw-record.ts';
import { toWorkloadRecord } from '../domain/to-raw-record.ts';

/** An in-time record with the message it came in. */
export interface Cause {
  readonly message: Delivered;
  readonly raw: RawRecord;
  /** Greatest event time among the service's in-time records up to this one. */
  readonly newest: number;
}

export interface CausedVector {
  readonly vector: FeatureVector;
  /** The last record that changed the vector. */
  readonly cause: Cause;
}

/**
 * Feeds a service's next in-time records to its series. Each vector is a function of the log's prefix up to its cause,
 * however the log is cut into batches, so that one published again after a crash has the same bytes.
 */
export function computeVectors(
  series: ServiceSeries,
  causes: readonly Cause[],
  layout: OnlineLayout,
): CausedVector[] {
  const changed = series.apply(causes.map((cause) => toWorkloadRecord(cause.raw)));
  return causedVectors(changed, causes, layout);
}

/** Each vector with its cause among the batch's records, told by its revision. */
export function causedVectors(
  changed: readonly Pick<StreamVector, 'end' | 'revision' | 'values' | 'clusterId'>[],
  causes: readonly Cause[],
  layout: OnlineLayout,
): CausedVector[] {
  const byOffset = new Map(causes.map((cause) => [cause.message.offset, cause]));
  return changed.map(({ end, revision, values, clusterId }) => {
    const cause = byOffset.get(revision);
    if (cause === undefined) {
      throw new Error(
        `the vector at ${end} changed, but its revision ${revision} is no record of the batch`,
      );
    }
    const vector: FeatureVector = {
      definitionHash: layout.hash,
      serviceId: cause.raw.serviceId,
      clusterId,
      bucketEnd: end,
      revision: { partition: cause.message.partition, offset: revision },
      open: isBucketOpen(end, nowOf(cause)),
      values: packVector(layout, values),
    };
    return { vector, cause };
  });
}

/** "Now" as the prefix of the log tells it: by event time, or by when the broker took the record. */
const nowOf = ({ raw, newest, message }: Cause): number =>
  raw.clock === 'event' ? newest : message.ingestedAt;
