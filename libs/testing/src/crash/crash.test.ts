import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker, OK, deadLetter, derivedEventId } from '@headroom/messaging';
import type { BatchHandler, Delivered, EventToSend, Publisher } from '@headroom/messaging';
import { describe, expect, it } from 'vitest';
import type { CrashTest } from './crash-test.ts';
import { runCrashSchedules } from './run-crash-schedules.ts';

const topic = TOPICS.workloadRaw;
const ENTITIES = ['a', 'b', 'c', 'd'];
const PER_ENTITY = 6;

/** A counter of messages by entity, as a store would hold it. */
class CounterStore {
  readonly seen = new Map<string, Set<number>>();
  readonly totals = new Map<string, number>();
  readonly newest = new Map<string, number>();

  /** Idempotent: the row's key comes from the message. */
  async upsert(entity: string, offset: number): Promise<void> {
    this.seen.set(entity, (this.seen.get(entity) ?? new Set()).add(offset));
  }
  /** Not idempotent. */
  async increment(entity: string): Promise<void> {
    this.totals.set(entity, (this.totals.get(entity) ?? 0) + 1);
  }
  /** Older overwrites newer. */
  async overwrite(entity: string, offset: number): Promise<void> {
    this.newest.set(entity, offset);
  }
  async overwriteGuarded(entity: string, offset: number): Promise<void> {
    this.newest.set(entity, Math.max(offset, this.newest.get(entity) ?? -1));
  }
  async countUpTo(entity: string, offset: number): Promise<number> {
    return [...(this.seen.get(entity) ?? [])].filter((o) => o <= offset).length;
  }
}

interface Ports {
  readonly publisher: Publisher;
  readonly store: CounterStore;
}

const entityOf = (message: Delivered) => message.key ?? '';

function counted(message: Delivered, count: number): EventToSend {
  const { topic: name, partition, offset } = message;
  return {
    topic: TOPICS.pipelineTriggers,
    id: derivedEventId({ topic: name, partition, offset }, 'counted', entityOf(message)),
    source: 'headroom/counter',
    key: entityOf(message),
    cause: message,
    data: { id: `${entityOf(message)}-${count}`, dag_id: 'count', conf: { count } },
  };
}

/** The right order: upsert, guarded write, publish what follows from the log's prefix; the harness commits last. */
const right = ({ store, publisher }: Ports): BatchHandler =>
  async function handle(messages) {
    for (const m of messages) await store.upsert(entityOf(m), m.offset);
    for (const m of messages) await store.overwriteGuarded(entityOf(m), m.offset);
    const events = messages.map(async (m) =>
      counted(m, await store.countUpTo(entityOf(m), m.offset)),
    );
    await publisher.publish(await Promise.all(events));
    return messages.map((m) =>
      m.offset % 5 === 4 ? deadLetter('WRONG_TYPE', 'every fifth is bad; send better ones') : OK,
    );
  };

function counter(process: (ports: Ports) => BatchHandler): CrashTest<Ports> {
  const input = new InMemoryBroker({ now: () => 0 });
  for (let i = 0; i < PER_ENTITY; i++) {
    for (const key of ENTITIES) input.produce(topic, { key, value: `${i}` });
  }
  return {
    topic,
    group: 'counter',
    log: input.records(topic),
    world: async () => {
      const store = new CounterStore();
      const { publisher } = new InMemoryBroker().bus();
      return {
        ports: { store, publisher },
        snapshot: async () => [store.seen, store.totals, store.newest],
      };
    },
    effects: { store: ['upsert', 'increment', 'overwrite', 'overwriteGuarded'] },
    process,
  };
}

describe('invariant 1: a crash after any effect loses nothing and doubles nothing', () => {
  it(
    'passes a handler with the right order of effects, crashed everywhere',
    { timeout: 60_000 },
    async () => {
      const report = await runCrashSchedules(counter(right), { schedules: 500 });
      expect(report.schedules).toBeGreaterThan(500);
      expect(Object.keys(report.byEffect).toSorted()).toEqual([
        'commit',
        'publish',
        'store.overwriteGuarded',
        'store.upsert',
      ]);
    },
  );

  it('is deterministic: the same seed crashes at the same effects', async () => {
    const options = { seed: 42, schedules: 30, randomOnly: true };
    const [one, two] = [
      await runCrashSchedules(counter(right), options),
      await runCrashSchedules(counter(right), options),
    ];
    expect(one).toEqual(two);
    expect(one.crashes).toBeGreaterThan(0);
  });

  it('finds a commit before the write: a write-behind buffer', async () => {
    const writeBehind = ({ store }: Ports): BatchHandler => {
      const buffer: Delivered[] = [];
      return async (messages) => {
        buffer.push(...messages);
        const ends = messages.some(
          (m) => Buffer.from(m.value ?? []).toString() === `${PER_ENTITY - 1}`,
        );
        if (buffer.length >= 4 || ends) {
          for (const m of buffer.splice(0)) await store.upsert(entityOf(m), m.offset);
        }
        return messages.map(() => OK);
      };
    };
    await expect(runCrashSchedules(counter(writeBehind))).rejects.toThrow('the stores differ');
  });

  it('finds a write that is not idempotent', async () => {
    const doubling = ({ store }: Ports): BatchHandler =>
      async function handle(messages) {
        for (const m of messages) await store.increment(entityOf(m));
        return messages.map(() => OK);
      };
    await expect(runCrashSchedules(counter(doubling))).rejects.toThrow('the stores differ');
  });

  it('finds an event whose id is not a function of its cause', async () => {
    const anonymous = ({ publisher }: Ports): BatchHandler => {
      let sequence = 0;
      return async (messages) => {
        await publisher.publish(messages.map((m) => ({ ...counted(m, 1), id: `${sequence++}` })));
        return messages.map(() => OK);
      };
    };
    await expect(runCrashSchedules(counter(anonymous))).rejects.toThrow(/failed|events differ/);
  });

  it('finds an event that says something else when it is published again', async () => {
    const counting = ({ publisher }: Ports): BatchHandler => {
      let sinceBoot = 0;
      return async (messages) => {
        await publisher.publish(messages.map((m) => counted(m, ++sinceBoot)));
        return messages.map(() => OK);
      };
    };
    await expect(runCrashSchedules(counter(counting))).rejects.toThrow(/failed|events differ/);
  });

  it('finds a stale process that overwrites a newer value', async () => {
    const unguarded = ({ store }: Ports): BatchHandler =>
      async function handle(messages) {
        for (const m of messages) await store.overwrite(entityOf(m), m.offset);
        return messages.map(() => OK);
      };
    await expect(runCrashSchedules(counter(unguarded))).rejects.toThrow('"how":"stall"');
  });
});
