import { TOPICS, type ModelEvent, type PredictionMade } from '@headroom/contracts';
import { definitionHash, HOUR_MS, VECTOR_LENGTH, VECTOR_OFFSETS } from '@headroom/feature-engine';
import type { BatchContext, Delivered } from '@headroom/messaging';
import { encodeVector } from '@headroom/storage';
import { ROOT_CONTEXT } from '@opentelemetry/api';

export const T0 = Date.UTC(2025, 0, 6);
export const SERVICES = ['a', 'b', 'c'];
export const CONTEXT: BatchContext = {
  heartbeat: async () => undefined,
  signal: new AbortController().signal,
};

/** Mean cpu of the hour that ends there. */
export const truth = (service: string, hour: number): number =>
  0.5 + 0.3 * Math.sin(hour / 3 + SERVICES.indexOf(service));

const delivered = (topic: string, offset: number, value: Uint8Array): Delivered => ({
  topic,
  partition: 0,
  offset,
  key: null,
  keyBytes: null,
  value,
  headers: {},
  ingestedAt: 0,
  event: { id: `${topic}/${offset}`, source: 'test', type: topic, specversion: '1.0' },
  trace: ROOT_CONTEXT,
});
const json = (topic: string, offset: number, data: unknown): Delivered =>
  delivered(topic, offset, Buffer.from(JSON.stringify(data)));

/** A vector of a service at an hour, open as the newest one always is. */
export function vectorBytes(service: string, hour: number, revision = hour, level?: number) {
  const values = new Float64Array(VECTOR_LENGTH).fill(NaN);
  values[VECTOR_OFFSETS.level] = level ?? truth(service, hour);
  return encodeVector({
    definitionHash: definitionHash(HOUR_MS),
    serviceId: service,
    clusterId: 'c',
    bucketEnd: T0 + hour * HOUR_MS,
    revision: { partition: 0, offset: revision },
    open: true,
    values,
  });
}
export const vectorMessage = (...args: Parameters<typeof vectorBytes>): Delivered =>
  delivered(TOPICS.featuresComputed.name, args[1], vectorBytes(...args));

/** Foreseen at an hour for the next: the truth and so much more. */
export function predictionMessage(
  { name, version }: { readonly name: string; readonly version: string },
  service: string,
  hour: number,
  error: number,
): Delivered {
  const made: PredictionMade = {
    prediction_id: `${name}/${version}/${service}/${hour}`,
    service_id: service,
    cluster_id: 'c',
    bucket_end: T0 + hour * HOUR_MS,
    horizon_ms: HOUR_MS,
    prediction: truth(service, hour + 1) + error,
    provisional: true,
    model_name: name,
    model_version: version,
    model_sha256: 's',
    definition_hash: definitionHash(HOUR_MS),
    arrival_seq: { partition: 0, offset: hour },
    cluster_window_end: null,
    cluster_window_version: null,
  };
  return json(TOPICS.predictionsMade.name, hour, made);
}

export function aliasMessage(
  kind: 'alias_set' | 'alias_deleted',
  alias: string,
  { name, version }: { readonly name: string; readonly version: string },
): Delivered {
  const event: ModelEvent = {
    ...{ kind, name, version, alias, algorithm: 'gru', run_id: null, reason: null },
    bundle: { uri: 'b', sha256: 'a'.repeat(64), bytes: 1 },
    test_relative_mae: 0.75,
  };
  return json(TOPICS.modelsEvents.name, 0, event);
}
