import { TOPICS } from '@headroom/contracts';
import {
  InMemoryBroker,
  InMemoryLeaseStore,
  TaskWorker,
  type Delivered,
} from '@headroom/messaging';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { mortal, mortalPublisher } from './decorate.ts';
import { Life } from './life.ts';
import { seededInt } from './random.ts';

const topic = TOPICS.commandsTraining;
const WAIT = { timeout: 30_000 };
const task = { dag_id: 'dag', run_id: 'run', task_id: 'train', map_index: -1 };

class ModelStore {
  readonly rows = new Map<string, number>();
  async set(name: string, tryNumber: number): Promise<void> {
    this.rows.set(name, tryNumber);
  }
}

function command(broker: InMemoryBroker): Delivered {
  const value = JSON.stringify({ task, try_number: 1, as_of: null, inputs: {} });
  const record = broker.produce(topic, { key: 'train', value });
  const event = {
    id: 'c',
    source: 'headroom/orchestrator',
    type: topic.type,
    specversion: '1.0',
  } as const;
  return { ...record, event, trace: ROOT_CONTEXT };
}

/** One process takes the command and dies; a second one finds what it left. */
async function twoLives(life: Life) {
  let now = 0;
  const broker = new InMemoryBroker();
  const leases = new InMemoryLeaseStore({ leaseMs: 1_000, now: () => now });
  let finished = false;
  const finish = leases.finish.bind(leases);
  vi.spyOn(leases, 'finish').mockImplementation(async (...args) => {
    finished = await finish(...args);
    return finished;
  });
  const { publisher } = broker.bus();
  const message = command(broker);
  const models = new ModelStore();
  const process = (lives: Life) => {
    const model = mortal(models, 'model', ['set'], lives);
    return new TaskWorker({
      service: 'training',
      topic,
      leases: mortal(leases, 'lease', ['accept', 'finish'], lives),
      publisher: mortalPublisher(publisher, lives, seededInt(1)),
      run: async (c) => {
        await model.set('train', c.try_number);
        return { model: 'train' };
      },
      heartbeatMs: 3_600_000,
      sweepMs: 1,
    });
  };
  const context = { heartbeat: async () => undefined, signal: new AbortController().signal };

  const first = process(life);
  await first.handler([message], context).catch(() => undefined);
  await vi.waitUntil(() => life.fatedAt !== null, WAIT);
  await first.stop();
  now += 1_001;
  const second = process(new Life(null));
  await second.start();
  // Its offset may not have been committed.
  await second.handler([message], context);
  await vi.waitUntil(() => finished, WAIT);
  await second.stop();
  now += 1_001;
  const left = await leases.claimExpired('training', 'third');
  return { models, left, states: statesOnce(broker) };
}

/** A repeated result has the same id, though it may name another host. */
function statesOnce(broker: InMemoryBroker): string[] {
  const byId = new Map<string | undefined, string>();
  for (const { headers, value } of broker.records(TOPICS.pipelineResults)) {
    const { state } = JSON.parse(Buffer.from(value ?? []).toString()) as { state: string };
    byId.set(headers['ce_id'], state);
  }
  return [...byId.values()];
}

describe('invariant 7: a task whose worker dies at any effect leaves the same state as once', () => {
  const effects = ['lease.accept', 'publish', 'model.set', 'publish', 'lease.finish'];
  for (const [i, effect] of effects.entries()) {
    for (const how of ['before', 'after'] as const) {
      it(`dies ${how} effect ${i + 1}, ${effect}`, async () => {
        const life = new Life({ at: i + 1, how });
        const { models, left, states } = await twoLives(life);
        expect(life.fatedAt).toBe(effect);
        expect(left).toEqual([]);
        expect(models.rows).toEqual(new Map([['train', 1]]));
        expect(states).toEqual(['running', 'success']);
      });
    }
  }
});
