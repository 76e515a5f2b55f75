import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker, OK, type LogRecord } from '@headroom/messaging';
import { MemoryOnlineStore } from '@headroom/storage';
import { runCrashSchedules, type CrashTest, type World } from '@headroom/testing';
import { describe, expect, it } from 'vitest';
import { CHAMPION } from '../domain/champion-history.ts';
import { MemoryRecommendationStore } from '../domain/memory-recommendation-store.ts';
import { MemoryPredictionStore } from '../domain/memory-prediction-store.ts';
import { ModelCatalog } from '../domain/model-catalog.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import {
  EFFECTS,
  fillOnline,
  onlineOfRecommendations,
  onlinePredictions,
  seeded,
  vectorLog,
  type CrashPorts,
} from '../testing/crash-world.ts';
import { createdEvent, CADENCE, fixtureModel, modelEvent } from '../testing/fixture-model.ts';
import { asDelivered } from '../testing/messages.ts';
import { SCALING } from '../testing/scaling.ts';
import { FollowChampion } from './follow-champion.ts';
import { PredictStream } from './predict-stream.ts';
import { rescoreServices } from './rescore-services.ts';

/** Every reading of the clock differs: nothing that is compared may depend on it. */
let ticks = 0;
const now = () => ++ticks;

const world = async (): Promise<World<CrashPorts> & { store: MemoryPredictionStore }> => {
  const store = new MemoryPredictionStore();
  const recommendations = new MemoryRecommendationStore();
  const online = new MemoryOnlineStore();
  await fillOnline(online);
  const { publisher } = new InMemoryBroker().bus();
  return {
    store,
    ports: { store, recommendations, online, publisher },
    snapshot: async () => ({
      predictions: [...store.predictions.values()]
        .map(({ made }) => made)
        .toSorted((a, b) => (a.prediction_id < b.prediction_id ? -1 : 1)),
      known: [...store.known].toSorted(),
      online: await onlinePredictions(online),
      recommendations: recommendations.made,
      scalings: recommendations.known,
      recommendedOnline: await onlineOfRecommendations(online),
    }),
  };
};

const streamTest = (seed: number): CrashTest<CrashPorts> => ({
  topic: TOPICS.featuresComputed,
  group: 'serving',
  log: vectorLog(seeded(seed), 40),
  world,
  effects: EFFECTS,
  process: (ports) => {
    const served = new ServedModel();
    served.settle();
    served.swap(buildFixture('1', 0.5));
    return new PredictStream({ ...ports, served, cadenceMs: CADENCE, scaling: SCALING, now })
      .handle;
  },
});

/** Champions come and go; the last one stays. */
function modelLog(): readonly LogRecord[] {
  const broker = new InMemoryBroker({ now: () => 0 });
  const set = (version: string) => fixtureModel(version, 0).event;
  const freed = (version: string) => modelEvent('alias_deleted', version, set(version).bundle);
  for (const event of [set('1'), freed('1'), createdEvent('2'), set('2'), set('3'), freed('2')]) {
    broker.produce(TOPICS.modelsChanges, { key: event.name, value: JSON.stringify(event) });
  }
  return broker.records(TOPICS.modelsChanges);
}

const championTest = (): CrashTest<CrashPorts> => {
  const log = modelLog();
  return {
    topic: TOPICS.modelsChanges,
    group: 'serving',
    log,
    world: async () => {
      const made = await world();
      await made.store.remember(['svc-1', 'svc-2', 'svc-3', 'svc-9']);
      return {
        ...made,
        // Whether a champion that is passed on soon served at all depends on the batches.
        snapshot: async () => ({
          ofLast: [...made.store.predictions.values()].flatMap((prediction) =>
            prediction.made.model_version === '3' ? [prediction.made] : [],
          ),
          online: await onlinePredictions(made.ports.online),
        }),
      };
    },
    effects: EFFECTS,
    process: (ports) => {
      const follow = new FollowChampion({
        alias: CHAMPION,
        served: new ServedModel(),
        catalog: new ModelCatalog(),
        load: async ({ version }) => buildFixture(version, 0),
        rescore: (model, cause, context) => rescoreServices(model, cause, context, ports, now),
        onSwap: () => undefined,
        onBroken: (_, error) => {
          throw error;
        },
      });
      follow.replayTo(log.length);
      // A new process has a group of its own: it hears everything from the first event on.
      return async (messages, context) => {
        const before = log.slice(0, messages[0]?.offset).map(asDelivered);
        const outcomes = await follow.handle([...before, ...messages], context);
        return messages.map((_, i) => outcomes[before.length + i] ?? OK);
      };
    },
    published: (events) =>
      events
        .filter(({ body }) => JSON.stringify(body).includes('"model_version":"3"'))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
};

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it.each([1, 2, 3])(
    'the stream of predictions, log %i',
    async (seed) => {
      const report = await runCrashSchedules(streamTest(seed), { seed, schedules: 100 });
      expect(Object.keys(report.byEffect).toSorted()).toEqual([
        'commit',
        'online.write',
        'publish',
        'recommendations.save',
        'store.remember',
        'store.save',
      ]);
    },
    120_000,
  );

  it('the predictions of a new champion', async () => {
    const report = await runCrashSchedules(championTest(), { schedules: 200 });
    expect(Object.keys(report.byEffect).toSorted()).toEqual([
      'commit',
      'online.write',
      'publish',
      'store.save',
    ]);
  }, 120_000);
});
