import { TOPICS } from '@headroom/contracts';
import {
  InMemoryBroker,
  OK,
  createKafkaBus,
  derivedEventId,
  type BatchHandler,
  type KafkaBus,
  type Publisher,
} from '@headroom/messaging';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testStack, type TestStack } from '../index.ts';
import { runCrashSchedules } from './run-crash-schedules.ts';

const topic = TOPICS.workloadRaw;
const nothing = () => undefined;

let stack: TestStack;
let pool: pg.Pool;
let bus: KafkaBus;
beforeAll(async () => {
  stack = await testStack();
  pool = new pg.Pool({ connectionString: stack.postgresUrl, max: 2 });
  await pool.query('create table seen (entity text, at int, primary key (entity, at))');
  bus = createKafkaBus({
    brokers: stack.kafkaBrokers.split(','),
    clientId: 'crash-test',
    namespace: stack.namespace,
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  await bus.admin.ensureTopics([TOPICS.pipelineTriggers]);
});
afterAll(async () => {
  await bus.close();
  await pool.end();
  await stack.close();
});

class SeenTable {
  async upsert(entity: string, at: number): Promise<void> {
    await pool.query('insert into seen values ($1, $2) on conflict do nothing', [entity, at]);
  }
  async countUpTo(entity: string, at: number): Promise<number> {
    const sql = 'select count(*)::int as n from seen where entity = $1 and at <= $2';
    const { rows } = await pool.query<{ n: number }>(sql, [entity, at]);
    return rows[0]?.n ?? 0;
  }
}

interface Ports {
  readonly publisher: Publisher;
  readonly seen: SeenTable;
}

/** Counts the messages of each entity: upsert, publish; the harness commits. */
const counter = ({ seen, publisher }: Ports): BatchHandler =>
  async function handle(messages) {
    for (const m of messages) await seen.upsert(m.key ?? '', m.offset);
    for (const m of messages) {
      const entity = m.key ?? '';
      const count = await seen.countUpTo(entity, m.offset);
      await publisher.publish([
        {
          topic: TOPICS.pipelineTriggers,
          id: derivedEventId(m, 'counted', entity),
          source: 'headroom/counter',
          key: entity,
          cause: m,
          data: { id: `${entity}-${count}`, dag_id: 'count' },
        },
      ]);
    }
    return messages.map(() => OK);
  };

it('invariant 1 on real Postgres and Kafka: 50 schedules lose nothing and double nothing', async () => {
  const input = new InMemoryBroker();
  for (let i = 0; i < 4; i++) {
    for (const key of ['a', 'b', 'c']) input.produce(topic, { key, value: `${i}` });
  }
  const report = await runCrashSchedules<Ports>(
    {
      topic,
      group: 'counter',
      log: input.records(topic),
      world: async () => {
        await pool.query('truncate seen');
        const snapshot = async () =>
          (await pool.query('select entity, at from seen order by entity, at')).rows as unknown;
        return { ports: { seen: new SeenTable(), publisher: bus.publisher }, snapshot };
      },
      effects: { seen: ['upsert'] },
      process: counter,
    },
    { schedules: 50, randomOnly: true },
  );
  expect(report.schedules).toBe(50);
  expect(Object.keys(report.byEffect).toSorted()).toEqual(['commit', 'publish', 'seen.upsert']);
});
