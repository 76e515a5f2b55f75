import { TOPICS } from '@headroom/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InMemoryBroker } from '../fake/in-memory-broker.ts';
import { OK } from '../outcome.ts';
import type { BatchHandler, Outcome } from '../port.ts';
import { processBatch } from './process-batch.ts';
import type { BatchRun } from './process-batch.ts';

const topic = TOPICS.pipelineTriggers;

function setup(messages: number, handler: BatchHandler, change: Partial<BatchRun> = {}) {
  const broker = new InMemoryBroker();
  for (let i = 0; i < messages; i++) broker.produce(topic, { key: 'k', value: `${i}` });
  const log: string[] = [];
  const { publisher } = broker.bus();
  const run: BatchRun = {
    topic,
    group: 'g',
    handler,
    publisher: {
      publish: async (events) => {
        log.push('dead letters');
        await publisher.publish(events);
      },
    },
    retry: { attempts: 2, baseMs: 1, maxMs: 1 },
    signal: new AbortController().signal,
    heartbeat: async () => undefined,
    commit: async (next) => void log.push(`commit ${next}`),
    sleep: async () => undefined,
    abandoned: () => false,
    waiting: () => undefined,
    failed: () => undefined,
    ...change,
  };
  const letters = () =>
    broker
      .records(TOPICS.platformRejected)
      .map((r) => JSON.parse(Buffer.from(r.value ?? []).toString()) as { offset: number });
  return { log, letters, end: processBatch(run, broker.records(topic)) };
}

it('dead-letters the poison messages and no other, whatever their number and place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (poison) => {
      const used: number[] = [];
      const { log, letters, end } = setup(poison.length, async (messages) => {
        if (messages.some((m) => poison[m.offset])) throw new Error('poison');
        used.push(...messages.map((m) => m.offset));
        return messages.map(() => OK);
      });
      expect(await end).toBe(true);
      const bad = [...poison.keys()].filter((i) => poison[i]);
      expect(letters().map((l) => l.offset)).toEqual(bad);
      expect(used).toEqual([...poison.keys()].filter((i) => !poison[i]));
      expect(log).toEqual([...(bad.length > 0 ? ['dead letters'] : []), `commit ${poison.length}`]);
    }),
  );
});

it('tells every failed try, and once of a server that is away', async () => {
  const errors = ['defect', 'away', 'away', 'defect'].map((text) =>
    text === 'away' ? Object.assign(new Error(text), { code: 'ECONNREFUSED' }) : new Error(text),
  );
  const told: unknown[] = [];
  const [first, second, , last] = errors;
  const { end } = setup(
    1,
    async (messages) => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return messages.map(() => OK);
    },
    { retry: { attempts: 3, baseMs: 1, maxMs: 1 }, failed: (error) => told.push(error) },
  );
  expect(await end).toBe(true);
  expect(told).toEqual([first, second, last]);
});

it('counts every try of the message in its dead letter', async () => {
  const { letters, end } = setup(2, async () => Promise.reject(new Error('no')));
  await end;
  expect(letters()).toMatchObject([{ attempts: 3 }, { attempts: 3 }]);
});

it.each([['a batch that was abandoned while its handler ran', () => true]])(
  'commits nothing of %s',
  async (_, abandoned) => {
    let ran = false;
    const refuse: Outcome = { kind: 'dead-letter', reason: 'NOT_JSON', message: 'no' };
    const { log, end } = setup(
      1,
      async () => {
        ran = true;
        return [refuse];
      },
      { abandoned: () => ran && abandoned() },
    );
    expect(await end).toBe(false);
    expect(log).toEqual([]);
  },
);

it('does not commit when the dead letters cannot be published', async () => {
  const { log, end } = setup(1, async () => Promise.reject(new Error('no')), {
    publisher: { publish: async () => Promise.reject(new Error('refused')) },
  });
  await expect(end).rejects.toThrow('refused');
  expect(log).toEqual([]);
});

it('waits for a broker that is away before it commits', async () => {
  let away = 3;
  const waits: (string | null)[] = [];
  const { log, end } = setup(1, async () => Promise.reject(new Error('no')), {
    publisher: {
      publish: async () => {
        if (away-- > 0) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      },
    },
    waiting: (reason) => waits.push(reason),
  });
  expect(await end).toBe(true);
  expect(waits).toEqual(['gone', 'gone', 'gone', null]);
  expect(log).toEqual(['commit 1']);
});
