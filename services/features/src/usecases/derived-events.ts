import {
  TOPICS,
  VECTOR_CONTENT_TYPE,
  type InTimeRecord,
  type ValidatedRecord,
} from '@headroom/contracts';
import { derivedEventId, type Delivered, type EventToSend } from '@headroom/messaging';
import { encodeVector } from '@headroom/storage';
import type { CausedVector } from './compute-vectors.ts';

export const SOURCE = 'headroom/features';

export function vectorEvent({ vector, cause }: CausedVector): EventToSend {
  const { serviceId, bucketEnd } = vector;
  return {
    topic: TOPICS.featuresComputed,
    id: derivedEventId(cause.message, 'vector', serviceId, bucketEnd),
    source: SOURCE,
    key: serviceId,
    subject: serviceId,
    time: new Date(bucketEnd).toISOString(),
    cause: cause.message,
    bytes: encodeVector(vector),
    contentType: VECTOR_CONTENT_TYPE,
  };
}

/** The record, re-keyed by its cluster. */
export function byClusterEvent(record: ValidatedRecord, message: Delivered): EventToSend {
  const { partition, offset } = message;
  const data: InTimeRecord = { ...record, arrival_seq: { partition, offset } };
  return {
    topic: TOPICS.workloadByCluster,
    id: derivedEventId(message, 'by-cluster', record.cluster_id),
    source: SOURCE,
    key: record.cluster_id,
    subject: record.service_id,
    time: new Date(record.timestamp).toISOString(),
    cause: message,
    data,
  };
}
