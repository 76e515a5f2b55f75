import { LiveError, TOPICS } from '@headroom/contracts';
import { HOUR_MS } from '@headroom/feature-engine';
import { InMemoryBroker, type BatchHandler, type Delivered } from '@headroom/messaging';
import { migrate, OUTBOX_MIGRATIONS, Postgres } from '@headroom/storage';
import { runCrashSchedules, testStack, type TestStack } from '@headroom/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LIVE_MIGRATIONS } from './adapters/postgres/live-migrations.ts';
import { PgLiveStore } from './adapters/postgres/postgres-live-store.ts';
import {
  aliasMessage,
  CONTEXT,
  predictionMessage,
  SERVICES,
  vectorBytes,
  vectorMessage,
} from './testing/live-world.ts';
import { FollowAliases } from './usecases/live/follow-aliases.ts';
import type { LivePorts } from './usecases/live/judge-models.ts';
import { WatchLevels } from './usecases/live/watch-levels.ts';
import { WatchPredictions } from './usecases/live/watch-predictions.ts';

const GOOD = { name: 'gru', version: '1' };
const BAD = { name: 'lightgbm', version: '7' };
const HOURS = 30;
const TABLES = [
  'live_service',
  'live_level',
  'live_prediction',
  'live_model',
  'live_hour',
  'live_error',
];

describe('live error on Postgres', () => {
  let stack: TestStack;
  let db: Postgres;
  let store: PgLiveStore;
  const rule = { windowMs: 24 * HOUR_MS, minRows: 24, factor: 1.5, confidence: 0.95 };
  const handlers = (on = store) => {
    const ports: LivePorts = { store: on, rule, onJudged: () => undefined };
    return {
      levels: new WatchLevels(ports, HOUR_MS).handle,
      predictions: new WatchPredictions(ports, TOPICS.predictionsMade).handle,
      aliases: new FollowAliases(ports).handle,
    };
  };
  const hear = (handler: BatchHandler, messages: readonly Delivered[]) =>
    handler(messages, CONTEXT);
  const clear = async () => {
    await db.execute(`truncate ${TABLES.map((table) => `drift.${table}`).join()}, outbox`);
  };

  /** All there is to hear of a day and a quarter, of which the champion is good and the challenger bad. */
  const everything = () => {
    const { levels, predictions, aliases } = handlers();
    const hours = Array.from({ length: HOURS }, (_, hour) => hour);
    const each = (make: (service: string, hour: number) => Delivered) =>
      hours.flatMap((hour) => SERVICES.map((service) => make(service, hour)));
    return [
      { handler: levels, messages: each((service, hour) => vectorMessage(service, hour)) },
      { handler: predictions, messages: each((s, hour) => predictionMessage(GOOD, s, hour, 0.01)) },
      { handler: predictions, messages: each((s, hour) => predictionMessage(BAD, s, hour, 0.5)) },
      {
        handler: aliases,
        messages: [
          aliasMessage('alias_set', 'champion', GOOD),
          aliasMessage('alias_set', 'challenger', BAD),
        ],
      },
    ];
  };
  const overall = async () =>
    (await store.judgements()).filter(({ service_id }) => service_id === null);
  const told = async () =>
    (
      await db.query(
        z.object({ body: z.instanceof(Uint8Array) }),
        "select body from outbox where topic = 'models.live-error.v1' order by id",
      )
    ).map(({ body }) => LiveError.parse(JSON.parse(Buffer.from(body).toString())));

  beforeAll(async () => {
    stack = await testStack();
    db = new Postgres({ url: stack.postgresUrl, applicationName: 'live-error-test' });
    await migrate(db, 'outbox', OUTBOX_MIGRATIONS);
    await migrate(db, 'drift', LIVE_MIGRATIONS);
    store = new PgLiveStore(db);
  });
  beforeEach(clear);
  afterAll(async () => {
    await db.close();
    await stack.close();
  });

  it('judges champion and challenger over their last day, of all services and of each, and tells once', async () => {
    for (const { handler, messages } of everything()) await hear(handler, messages);
    const [champion, challenger] = await overall();
    // The last bucket is open, so 28 outcomes came; the window holds 24 of each service.
    expect(champion).toMatchObject({
      model_name: 'gru',
      alias: 'champion',
      state: 'within',
      rows: 72,
      bound: 1.125,
    });
    expect(champion?.mae).toBeCloseTo(0.01, 9);
    expect(challenger).toMatchObject({ alias: 'challenger', state: 'breached', confidence: 1 });
    expect((await store.judgements()).map(({ service_id }) => service_id)).toEqual([
      ...[null, ...SERVICES],
      ...[null, ...SERVICES],
    ]);
    const before = await told();
    expect(before).toHaveLength(8);
    for (const { handler, messages } of everything()) await hear(handler, messages);
    expect(await told()).toEqual(before);
  });

  it('comes to the same judgement whatever arrives first and however it is cut into batches', async () => {
    for (const { handler, messages } of everything()) await hear(handler, messages);
    const expected = await store.judgements();
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 10, max: 60 }),
        async (order, size) => {
          await clear();
          const all = everything();
          for (const which of order) {
            const { handler, messages } = all[which] ?? { messages: [] };
            for (let from = 0; handler && from < messages.length; from += size)
              await hear(handler, messages.slice(from, from + size));
          }
          expect(await store.judgements()).toEqual(expected);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('waits for the outcome to be closed, and judges anew when it is corrected', async () => {
    const { levels, predictions, aliases } = handlers();
    await hear(aliases, [aliasMessage('alias_set', 'champion', GOOD)]);
    await hear(predictions, [predictionMessage(GOOD, 'a', 4, 0.1)]);
    await hear(
      levels,
      [4, 5].map((hour) => vectorMessage('a', hour)),
    );
    expect((await overall())[0]?.rows).toBe(0);
    await hear(levels, [vectorMessage('a', 6)]);
    expect((await overall())[0]).toMatchObject({ rows: 1, state: 'too_few' });
    expect((await overall())[0]?.mae).toBeCloseTo(0.1, 9);
    await hear(levels, [vectorMessage('a', 5, 99, 0.9)]);
    const corrected = (await overall())[0]?.mae;
    expect(corrected).not.toBeCloseTo(0.1, 3);
    // An older revision never stands over a newer one.
    await hear(levels, [vectorMessage('a', 5, 98, 0.2)]);
    expect((await overall())[0]?.mae).toBe(corrected);
    await hear(levels, [vectorMessage('a', 5, 100, NaN)]);
    expect((await overall())[0]?.rows).toBe(0);
  });

  it('tells a breach anew of a version that becomes champion after it was judged in shadow', async () => {
    for (const { handler, messages } of everything()) await hear(handler, messages);
    const { aliases } = handlers();
    await hear(aliases, [
      aliasMessage('alias_set', 'champion', BAD),
      aliasMessage('alias_deleted', 'champion', GOOD),
      aliasMessage('alias_deleted', 'challenger', BAD),
    ]);
    const last = (await told()).findLast(({ service_id }) => service_id === null);
    expect(last).toMatchObject({ model_name: 'lightgbm', alias: 'champion', state: 'breached' });
    expect((await overall()).map(({ model_name }) => model_name)).toEqual(['lightgbm']);
  });

  it('invariant 1: a crash after any effect loses nothing and doubles nothing', async () => {
    const broker = new InMemoryBroker({ now: () => 0 });
    for (let hour = 0; hour < 12; hour++)
      for (const [i, service] of SERVICES.entries())
        broker.produce(TOPICS.featuresComputed, {
          key: service,
          value: hour === 5 && i === 0 ? 'garbage' : vectorBytes(service, hour),
        });
    const report = await runCrashSchedules<{
      store: PgLiveStore;
      publisher: ReturnType<InMemoryBroker['bus']>['publisher'];
    }>(
      {
        topic: TOPICS.featuresComputed,
        group: 'drift',
        log: broker.records(TOPICS.featuresComputed),
        world: async () => {
          await clear();
          const [, , bad, names] = everything();
          for (const one of [bad, names]) if (one) await hear(one.handler, one.messages);
          return {
            ports: { store, publisher: new InMemoryBroker().bus().publisher },
            snapshot: async () => ({
              judgements: await store.judgements(),
              last: (await told()).findLast(({ service_id }) => service_id === null)?.state,
            }),
          };
        },
        effects: { store: ['transaction'] },
        process: (ports) => handlers(ports.store).levels,
      },
      { schedules: 12, randomOnly: true },
    );
    expect(Object.keys(report.byEffect).toSorted()).toEqual(['commit', 'store.transaction']);
  }, 60_000);
});
