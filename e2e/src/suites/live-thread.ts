import { randomBytes } from 'node:crypto';
import { RecommendationMade, TOPICS, type PredictionMade, type Topic } from '@headroom/contracts';
import { decodeJson, type Delivered } from '@headroom/messaging';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Accepted, PredictionAnswer } from '../system/answers.ts';
import { call } from '../system/http.ts';
import { followTopic, type Log } from '../system/log.ts';
import type { Stage } from '../system/stage.ts';
import { traceWhen } from '../system/trace.ts';
import type { Run } from './pipeline-run.ts';

const HOUR_MS = 3_600_000;
const SERVICE = 'shop/checkout';
/** Predictions are served, and judged with what comes. */
const FROM_VALIDATION = [
  'validation → features',
  'features → serving',
  'features → drift',
  'serving → drift',
];

interface Seen<T = PredictionMade> {
  readonly made: T;
  readonly traceId: string;
}

/** Records in, predictions out, while the system streams. */
export function liveThread(stage: () => Stage, run: () => Run): void {
  let predictions: Log<Seen>;
  let recommendations: Log<Seen<RecommendationMade>>;
  const url = (service: 'ingestion' | 'generation' | 'serving') =>
    stage().system.services.url(service);

  beforeAll(async () => {
    const { bus } = stage().system;
    predictions = await followTopic(bus, TOPICS.predictionsMade, seenOn(TOPICS.predictionsMade));
    recommendations = await followTopic(
      bus,
      TOPICS.recommendationsMade,
      seenOn(TOPICS.recommendationsMade),
    );
  });

  it('serves every generated service by the champion as soon as there is one', async () => {
    const { champion, snapshot } = run();
    for (const serviceId of snapshot.services) {
      const answer = await predicted(url('serving'), serviceId);
      expect(answer).toMatchObject({
        service_id: serviceId,
        model_name: champion.name,
        model_version: champion.version,
        definition_hash: snapshot.definition_hash,
      });
      expect(answer.prediction).toBeGreaterThan(0);
      expect(answer.prediction).toBeLessThan(1.5);
    }
  });

  it('answers for a service that posts its records, in one trace from the front door on', async () => {
    const now = Date.now();
    const record = (age: number) => ({
      timestamp: new Date(now - age * HOUR_MS).toISOString(),
      service_id: SERVICE,
      cpu_utilization: 0.4 + 0.2 * Math.sin(age / 3),
      request_rate: 120 + age,
      instance_count: 3,
    });
    const post = (body: unknown, headers: Record<string, string> = {}) =>
      call(`${url('ingestion')}/api/v1/records`, Accepted, { body, headers });
    const day = Array.from({ length: 30 }, (_, i) => record(30 - i));
    expect((await post(day)).accepted).toBe(30);

    const traceId = randomBytes(16).toString('hex');
    const caller = randomBytes(8).toString('hex');
    await post(record(0), { traceparent: `00-${traceId}-${caller}-01` });
    const { made } = await predictions.first('the prediction', (one) => one.traceId === traceId);
    const answer = await predicted(url('serving'), SERVICE);
    expect(answer).toMatchObject({ ...made, precomputed: true });
    const { made: recommended } = await recommendations.first(
      'the recommendation of the same prediction',
      (one) => one.traceId === traceId && one.made.prediction_id === made.prediction_id,
    );
    expect(recommended).toMatchObject({ service_id: SERVICE, current_instances: 3 });
    const advice = `${url('serving')}/api/v1/recommendations/${encodeURIComponent(SERVICE)}`;
    expect(await call(advice, RecommendationAnswer)).toMatchObject({ provisional: recommended });

    const edges = ['ingestion → validation', ...FROM_VALIDATION];
    const trace = await traceWhen(stage().receiver, { traceId, caller }, (one) =>
      edges.every((edge) => one.edges.has(edge)),
    );
    expect([...trace.edges].sort()).toEqual(edges.toSorted());
    expect(trace.orphans).toEqual([]);
  });

  it('streams on from the generated data, in traces that begin at the generator', async () => {
    const { snapshot } = run();
    const Live = z.object({ live: z.object({ source: z.string() }).nullable() });
    const isNew = ({ made }: Seen) =>
      snapshot.services.includes(made.service_id) && made.bucket_end > snapshot.as_of;
    await call(`${url('generation')}/api/v1/live/start`, Live, { body: { speed: 7_200 } });
    const { made, traceId } = await predictions.first('a live prediction', isNew);
    await call(`${url('generation')}/api/v1/live/stop`, Live, { method: 'POST' });

    const edges = ['generation → validation', ...FROM_VALIDATION];
    const trace = await traceWhen(stage().receiver, { traceId }, (one) =>
      edges.every((edge) => one.edges.has(edge)),
    );
    expect([...trace.edges].sort()).toEqual(edges.toSorted());
    expect(trace.orphans).toEqual([]);
    const answer = await predicted(url('serving'), made.service_id);
    expect(answer.bucket_end).toBeGreaterThanOrEqual(made.bucket_end);
  });
}

const RecommendationAnswer = z.object({
  final: RecommendationMade.nullable(),
  provisional: RecommendationMade.nullable(),
});

const seenOn =
  <S extends z.ZodType>(topic: Topic<S>) =>
  (message: Delivered): Seen<z.output<S>> => {
    const decoded = decodeJson(topic, message);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    return { made: decoded.data, traceId: message.headers['traceparent']?.split('-')[1] ?? '' };
  };

const predicted = (serving: string, serviceId: string) =>
  call(`${serving}/api/v1/predictions/${encodeURIComponent(serviceId)}`, PredictionAnswer);
