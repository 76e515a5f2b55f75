import { ONLINE_VIEWS, TOPICS } from '@headroom/contracts';
import { InMemoryBroker, type LogRecord, type Publisher } from '@headroom/messaging';
import { encodeVector, type FeatureVector, type OnlineStore } from '@headroom/storage';
import { decodePrediction, predictionKey } from '../domain/online-predictions.ts';
import { recommendationKey } from '../domain/online-recommendations.ts';
import type { PredictionStore } from '../domain/prediction-store.ts';
import type { RecommendationStore } from '../domain/recommendation-store.ts';
import { clusterWindow, vector } from './vectors.ts';

export interface CrashPorts {
  readonly publisher: Publisher;
  readonly store: PredictionStore;
  readonly recommendations: RecommendationStore;
  readonly online: OnlineStore;
}

export const SERVICES = ['svc-1', 'svc-2', 'svc-3', 'svc-4', 'svc-5'];

/** The effects of serving, as the crash harness wants them named. */
export const EFFECTS = {
  store: ['save', 'remember'],
  recommendations: ['save'],
  online: ['write'],
} as const;

export type RandomInt = (min: number, max: number) => number;

/** Vectors of a few services: revisions, buckets out of order, copies, such as have no prediction, stale ones, garbage. */
export function vectorLog(random: RandomInt, length: number): readonly LogRecord[] {
  const broker = new InMemoryBroker({ now: () => 0 });
  const sent: { key: string; value: Uint8Array }[] = [];
  for (let i = 0; i < length; i++) {
    const copy = sent[random(0, 5 * sent.length)];
    if (copy !== undefined) {
      broker.produce(TOPICS.featuresComputed, copy);
      continue;
    }
    const key = SERVICES[random(0, SERVICES.length - 1)] ?? '';
    if (random(0, 15) === 0) {
      broker.produce(TOPICS.featuresComputed, { key, value: 'HRV1 garbage' });
      continue;
    }
    const value = encodeVector(someVector(key, i, random));
    sent.push({ key, value });
    broker.produce(TOPICS.featuresComputed, { key, value });
  }
  return broker.records(TOPICS.featuresComputed);
}

const someVector = (serviceId: string, offset: number, random: RandomInt): FeatureVector =>
  vector(random(1, 8), {
    serviceId,
    clusterId: `cluster-${random(1, 2)}`,
    revision: { partition: 0, offset },
    open: random(0, 3) > 0,
    instances: random(0, 6) || NaN,
    level: random(0, 8) === 0 ? NaN : random(0, 1000) / 1000,
    scale: random(0, 8) === 0 ? NaN : 0.05,
    ...(random(0, 15) === 0 ? { definitionHash: '0123456789abcdef' } : {}),
  });

/** What the feature store has online before: windows of one cluster, and each service's newest vector. */
export async function fillOnline(online: OnlineStore): Promise<void> {
  const windows = [clusterWindow(0, 0.3), clusterWindow(2, 0.8), clusterWindow(4, null)];
  await online.write([
    {
      view: ONLINE_VIEWS.clusterWindows,
      entity: 'cluster-1',
      bucketEnd: 0,
      revision: 0,
      bytes: Buffer.from(JSON.stringify(windows)),
    },
    ...SERVICES.map((entity, i) => ({
      view: ONLINE_VIEWS.serviceVector,
      entity,
      bucketEnd: 0,
      revision: 0,
      bytes: encodeVector(vector(i, { serviceId: entity })),
    })),
  ]);
}

/** The predictions online, without the wall time at which they were computed. */
export async function onlinePredictions(online: OnlineStore): Promise<unknown> {
  const values = await online.read(SERVICES.map(predictionKey));
  return values.map((value) =>
    value === null ? null : { ...value, bytes: decodePrediction(value.bytes)?.made },
  );
}

const recommendationKeys = SERVICES.flatMap((id) => [
  recommendationKey(id, 'final'),
  recommendationKey(id, 'provisional'),
]);
/** What serving alone has online. */
export const OWN_KEYS = [...SERVICES.map(predictionKey), ...recommendationKeys];

/** The recommendations online, final and provisional of each service. */
export async function onlineOfRecommendations(online: OnlineStore): Promise<unknown> {
  const values = await online.read(recommendationKeys);
  return values.map((value) => value && { ...value, bytes: Buffer.from(value.bytes).toString() });
}

/** Seeded, so that a failure can be played again. */
export function seeded(seed: number): RandomInt {
  let state = seed >>> 0;
  return (min, max) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return min + Math.floor((state / 2 ** 32) * (max - min + 1));
  };
}
