import { RecommendationMade, TOPICS } from '@headroom/contracts';
import { encodeVector, MemoryOnlineStore, type FeatureVector } from '@headroom/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRecommendationStore } from '../domain/memory-recommendation-store.ts';
import { predictionOf } from '../domain/prediction.ts';
import { buildFixture } from '../testing/built-model.ts';
import { SentEvents, vectorMessage } from '../testing/messages.ts';
import { SCALING } from '../testing/scaling.ts';
import { vector } from '../testing/vectors.ts';
import { AnswerRecommendations } from './answer-recommendations.ts';
import {
  recommendScaling,
  type PredictedVector,
  type RecommendRules,
} from './recommend-scaling.ts';

const model = buildFixture('1', 0.5);
let ports: {
  recommendations: MemoryRecommendationStore;
  online: MemoryOnlineStore;
  publisher: SentEvents;
};
const predicted = (one: FeatureVector): PredictedVector => ({
  vector: one,
  made: predictionOf(model, one, null, 0.45),
  cause: vectorMessage(one.revision.offset, encodeVector(one)),
});
const recommend = (vectors: readonly FeatureVector[], rules: RecommendRules = SCALING) =>
  recommendScaling(vectors.map(predicted), ports, rules);
const answer = (id: string) => new AnswerRecommendations(ports.online).one(id);
const told = () =>
  ports.publisher.sent.map((event) =>
    RecommendationMade.parse('data' in event ? event.data : undefined),
  );

beforeEach(() => {
  ports = {
    recommendations: new MemoryRecommendationStore(),
    online: new MemoryOnlineStore(),
    publisher: new SentEvents(),
  };
});

describe('recommendScaling', () => {
  it('tells of each in the trace of the vector that caused it, the newest online', async () => {
    await recommend([vector(1, { instances: 2 }), vector(2, { instances: 2, level: 0.8 })]);
    expect(ports.publisher.sent.map(({ topic, cause, key }) => [topic, cause?.trace, key])).toEqual(
      [1, 2, 2].map((hour) => {
        const { cause } = predicted(vector(hour, { instances: 2, level: hour === 1 ? 0.4 : 0.8 }));
        return [TOPICS.recommendationsMade, cause.trace, 'svc-1'];
      }),
    );
    expect(await answer('svc-1')).toMatchObject({
      service_id: 'svc-1',
      final: { bucket_end: vector(1).bucketEnd, provisional: false, current_instances: 2 },
      provisional: { bucket_end: vector(2).bucketEnd, action: 'scale_up', instances: 3 },
    });
  });

  it('says the same when vectors come again, and goes on where it was', async () => {
    const two = [vector(1, { instances: 2 }), vector(2, { instances: 3 })];
    await recommend(two);
    const first = told();
    await recommend([...two, vector(3, { instances: 3 })]);
    expect(told().slice(first.length)).toEqual([
      ...first,
      expect.objectContaining({ bucket_end: vector(2).bucketEnd, provisional: false }),
      expect.objectContaining({ bucket_end: vector(3).bucketEnd, provisional: true }),
    ]);
    expect(ports.recommendations.known.get('svc-1')?.version).toBe(3);
  });

  it('takes the last known instances where one bucket reports none, or those assumed', async () => {
    await recommend([vector(1, { instances: 5 }), vector(2), vector(1, { serviceId: 'b' })]);
    expect((await answer('svc-1')).provisional).toMatchObject({ current_instances: 5 });
    expect((await answer('b')).provisional).toMatchObject({
      action: 'none',
      reason: 'NO_INSTANCES',
    });
    await recommend([vector(2, { serviceId: 'b' })], { ...SCALING, assumedInstances: 4 });
    expect((await answer('b')).provisional).toMatchObject({ current_instances: 4, demand: 1.6 });
  });

  it('shows no provisional one of a bucket that was closed since, and refuses who has none', async () => {
    await recommend([vector(1, { instances: 2 })]);
    await recommend([vector(2, { instances: 2, open: false })]);
    expect(await answer('svc-1')).toMatchObject({
      final: { bucket_end: vector(2).bucketEnd },
      provisional: null,
    });
    expect(await new AnswerRecommendations(ports.online).many(['svc-9', 'svc-1'])).toMatchObject([
      { service_id: 'svc-9', error: { code: 'NOT_FOUND', status: 404 } },
      { service_id: 'svc-1', final: { action: 'none' } },
    ]);
  });
});
