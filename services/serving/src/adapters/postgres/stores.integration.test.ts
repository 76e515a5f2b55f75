import { ONLINE_PREFIX, TOPICS } from '@headroom/contracts';
import { InMemoryBroker } from '@headroom/messaging';
import { migrate, migrateDown, Postgres, RedisOnlineStore } from '@headroom/storage';
import { runCrashSchedules, testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RECOMMENDATION_STORE_CONTRACT } from '../../domain/recommendation-store-contract.ts';
import { PREDICTION_STORE_CONTRACT } from '../../domain/prediction-store-contract.ts';
import { ServedModel } from '../../domain/served-model.ts';
import { buildFixture } from '../../testing/built-model.ts';
import {
  EFFECTS,
  fillOnline,
  onlineOfRecommendations,
  onlinePredictions,
  OWN_KEYS,
  seeded,
  SERVICES,
  vectorLog,
  type CrashPorts,
} from '../../testing/crash-world.ts';
import { CADENCE } from '../../testing/fixture-model.ts';
import { SCALING } from '../../testing/scaling.ts';
import { PredictStream } from '../../usecases/predict-stream.ts';
import { SERVING_MIGRATIONS } from './migrations.ts';
import { PostgresRecommendationStore } from './postgres-recommendation-store.ts';
import { PostgresPredictionStore } from './postgres-prediction-store.ts';

const Row = z.record(z.string(), z.unknown());

let stack: TestStack;
let db: Postgres;
let online: RedisOnlineStore;
beforeAll(async () => {
  stack = await testStack();
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'serving-test' });
  online = new RedisOnlineStore({ url: stack.redisUrl, prefix: ONLINE_PREFIX });
});
afterAll(async () => {
  await online.close();
  await db.close();
  await stack.close();
});
beforeEach(async () => {
  await migrateDown(db, 'serving', SERVING_MIGRATIONS, SERVING_MIGRATIONS.length);
  await migrate(db, 'serving', SERVING_MIGRATIONS);
});

describe('PostgresPredictionStore', () => {
  it.each(PREDICTION_STORE_CONTRACT)('$name', ({ run }) =>
    run(new PostgresPredictionStore(db, 'serving.prediction')),
  );
  it.each(PREDICTION_STORE_CONTRACT)('$name, in shadow', ({ run }) =>
    run(new PostgresPredictionStore(db, 'serving.shadow_prediction')),
  );
});

describe('PostgresRecommendationStore', () => {
  it.each(RECOMMENDATION_STORE_CONTRACT)('$name', ({ run }) =>
    run(new PostgresRecommendationStore(db)),
  );
});

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it('the stream of predictions on Postgres and Redis', async () => {
    let ticks = 1_700_000_000_000;
    const report = await runCrashSchedules<CrashPorts>(
      {
        topic: TOPICS.featuresComputed,
        group: 'serving',
        log: vectorLog(seeded(11), 24),
        world: async () => {
          await db.execute(
            'truncate serving.prediction, serving.service, serving.recommendation, serving.scaling',
          );
          await online.delete(OWN_KEYS);
          await fillOnline(online);
          const store = new PostgresPredictionStore(db, 'serving.prediction');
          const recommendations = new PostgresRecommendationStore(db);
          return {
            ports: {
              store,
              recommendations,
              online,
              publisher: new InMemoryBroker().bus().publisher,
            },
            snapshot: async () => ({
              predictions: await db.query(
                Row,
                `select to_jsonb(p) - 'computed_at' as row from serving.prediction p order by prediction_id`,
              ),
              services: await store.services('', 100),
              online: await onlinePredictions(online),
              recommendations: await db.query(
                Row,
                'select to_jsonb(r) as row from serving.recommendation r order by recommendation_id',
              ),
              scalings: await recommendations.scalings(SERVICES),
              recommendedOnline: await onlineOfRecommendations(online),
            }),
          };
        },
        effects: EFFECTS,
        process: (ports) => {
          const served = new ServedModel();
          served.settle();
          served.swap(buildFixture('1', 0.5));
          return new PredictStream({
            ...ports,
            served,
            cadenceMs: CADENCE,
            scaling: SCALING,
            now: () => ++ticks,
          }).handle;
        },
      },
      { seed: 11, schedules: 50, randomOnly: true },
    );
    expect(report.crashes).toBeGreaterThan(50);
    expect(Object.keys(report.byEffect)).toContain('store.save');
    expect(Object.keys(report.byEffect)).toContain('recommendations.save');
  }, 120_000);
});
