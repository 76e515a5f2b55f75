import { HeadroomError, TOPICS } from '@headroom/contracts';
import type { TaskCommand } from '@headroom/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeJson } from '../codec/decode.ts';
import { until } from '../contract/stage.ts';
import { InMemoryBroker } from '../fake/in-memory-broker.ts';
import type { Publisher } from '../port.ts';
import { InMemoryLeaseStore } from './in-memory-lease-store.ts';
import { TaskWorker } from './task-worker.ts';
import type { RunTask, TaskWorkerOptions } from './task-worker.ts';

const topic = TOPICS.commandsTraining;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function command(tryNumber = 1, taskId = 'train'): TaskCommand {
  return {
    task: { dag_id: 'dag', run_id: 'run', task_id: taskId, map_index: -1 },
    try_number: tryNumber,
    as_of: null,
    inputs: {},
  };
}

function stage() {
  const broker = new InMemoryBroker();
  let now = 0;
  const leases = new InMemoryLeaseStore({ leaseMs: 1_000, now: () => now });
  const results = () =>
    broker.records(TOPICS.pipelineResults).map((record) => {
      const decoded = decodeJson(TOPICS.pipelineResults, record);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      return { ...decoded.data, id: record.headers['ce_id'] };
    });
  return {
    broker,
    leases,
    results,
    states: () => results().map((r) => `${r.task.task_id} ${r.try_number} ${r.state}`),
    expire: () => (now += 1_001),
    send: (...commands: TaskCommand[]) => {
      for (const c of commands) {
        broker.produce(topic, { key: c.task.task_id, value: JSON.stringify(c) });
      }
    },
    async worker(run: RunTask, options: Partial<TaskWorkerOptions> = {}) {
      const bus = broker.bus();
      const publisher: Publisher = bus.publisher;
      const worker = new TaskWorker({
        service: 'training',
        topic,
        leases,
        publisher,
        run,
        heartbeatMs: 5,
        sweepMs: 5,
        ...options,
      });
      await worker.start();
      bus.subscribe({ topic, group: 'training', handler: worker.handler });
      closing.push(async () => {
        await bus.close();
        await worker.stop();
      });
      return { worker, bus };
    },
  };
}

const untilAborted: RunTask = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

describe('TaskWorker', () => {
  it('tells running and then the outputs, and finishes the lease', async () => {
    const s = stage();
    const finish = vi.spyOn(s.leases, 'finish');
    await s.worker(async (c) => ({ model: c.task.task_id }));
    s.send(command());
    await until(() => s.results().length === 2);
    expect(s.results()).toMatchObject([
      { state: 'running', outputs: {}, error: null },
      { state: 'success', outputs: { model: 'train' }, error: null, final: false },
    ]);
    await until(() => finish.mock.results.length === 1);
    expect(await finish.mock.results[0]?.value).toBe(true);
  });

  it('tells how far the work is, before the result', async () => {
    const s = stage();
    await s.worker(async (_, { report }) => {
      report({ step: 1, steps: 2, figures: { train: 0.5 } });
      return {};
    });
    s.send(command());
    await until(() => s.results().length === 3);
    const told = s.results();
    expect(told.map(({ state, progress }) => [state, progress?.step])).toEqual([
      ['running', undefined],
      ['running', 1],
      ['success', undefined],
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  it('ends the work of a task that is cancelled, running or waiting, and tells nothing more of it', async () => {
    const s = stage();
    const ended: string[] = [];
    await s.worker(
      (c, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended.push(c.task.task_id);
            reject(new Error('aborted'));
          });
        }),
      // Nobody hears by a heartbeat here.
      { heartbeatMs: 60_000 },
    );
    s.send(command(1, 'runs'), command(1, 'waits'));
    await until(() => s.states().length === 1);
    s.send({ ...command(2, 'waits'), cancel: true }, { ...command(2, 'runs'), cancel: true });
    await until(() => ended.length === 1);
    s.send(command(1, 'next'));
    await until(() => s.states().length === 2);
    expect(ended).toEqual(['runs']);
    expect(s.states()).toEqual(['runs 1 running', 'next 1 running']);
    s.expire();
    expect(await s.leases.claimExpired('training', 'another')).toMatchObject([
      { command: { task: { task_id: 'next' } } },
    ]);
  });

  it.each([
    [new HeadroomError('INVALID_DATA', 'row 3'), 'INVALID_DATA', true],
    [new HeadroomError('INVALID_REQUEST', 'no algorithm'), 'INVALID_REQUEST', true],
    [new HeadroomError('TASK_FAILED', 'exit 1'), 'TASK_FAILED', false],
    [new RangeError('boom'), 'TASK_FAILED', false],
  ])('reports %s as %s, final %s', async (error, code, final) => {
    const s = stage();
    await s.worker(async () => Promise.reject(error));
    s.send(command());
    await until(() => s.results().length === 2);
    expect(s.results()[1]).toMatchObject({
      state: 'failed',
      error: { code, message: error.message },
      final,
    });
  });

  it('fails a task whose outputs are not JSON instead of running it for ever', async () => {
    const s = stage();
    await s.worker(async () => ({ rows: 1n }));
    s.send(command());
    await until(() => s.results().length === 2);
    expect(s.results()[1]).toMatchObject({ state: 'failed', error: { code: 'TASK_FAILED' } });
  });

  it('fails a task whose outputs are too large for an event instead of running it for ever', async () => {
    const { worker, send, states, results, expire } = stage();
    let runs = 0;
    await worker(async () => ({ runs: ++runs, text: 'x'.repeat(1_000_000) }));
    send(command());
    await until(() => results().at(-1)?.state === 'failed');
    expect(results().at(-1)).toMatchObject({
      final: true,
      error: { code: 'INVALID_DATA', message: expect.stringContaining('object store') },
    });
    expire();
    send(command(1, 'next'));
    await until(() => states().includes('next 1 failed'));
    expect(runs).toBe(2);
  });

  it('cuts a message that is too large for an event', async () => {
    const { worker, send, results } = stage();
    await worker(async () => Promise.reject(new Error('x'.repeat(1_000_000))));
    send(command());
    await until(() => results().at(-1)?.state === 'failed');
    expect(results().at(-1)?.error?.message).toHaveLength(20_000);
  });

  it('runs a command once although it is delivered twice', async () => {
    const s = stage();
    const run = vi.fn<RunTask>(async () => ({}));
    await s.worker(run);
    s.send(command(), command(), command(1, 'other'));
    await until(() => s.states().includes('other 1 success'));
    expect(run).toHaveBeenCalledTimes(2);
    expect(s.states()).toEqual([
      'train 1 running',
      'train 1 success',
      'other 1 running',
      'other 1 success',
    ]);
  });

  it('takes over what a dead process left, with the same try', async () => {
    const s = stage();
    await s.leases.accept({ service: 'training', command: command(3), traceparent: null }, 'dead');
    await s.worker(async () => ({}));
    expect(s.states()).toEqual([]);
    s.expire();
    await until(() => s.states().length === 2);
    expect(s.states()).toEqual(['train 3 running', 'train 3 success']);
  });

  it('aborts an older try when a newer one arrives, and the older one tells no result', async () => {
    const s = stage();
    await s.worker((c, context) =>
      c.try_number === 1 ? untilAborted(c, context) : Promise.resolve({}),
    );
    s.send(command(1));
    await until(() => s.states().length === 1);
    s.send(command(2));
    await until(() => s.states().includes('train 2 success'));
    expect(s.states()).toEqual(['train 1 running', 'train 2 running', 'train 2 success']);
  });

  it('lets lanes run side by side, and one task of each', async () => {
    const s = stage();
    await s.worker(untilAborted, { lane: ({ task }) => task.task_id.slice(0, 1) });
    s.send(command(1, 'a1'), command(1, 'a2'), command(1, 'b1'), command(1, 'b2'));
    await until(() => s.states().length === 2);
    expect(s.states().toSorted()).toEqual(['a1 1 running', 'b1 1 running']);
    s.send(command(2, 'a1'));
    await until(() => s.states().length === 3);
    expect(s.states()[2]).toBe('a2 1 running');
  });

  it('holds the lease of a task that waits for its turn', async () => {
    const s = stage();
    const heartbeat = vi.spyOn(s.leases, 'heartbeat');
    await s.worker(untilAborted);
    s.send(command(1, 'first'), command(1, 'waits'));
    await until(() => heartbeat.mock.calls.some(([task]) => task.task.task_id === 'waits'));
    expect(s.states()).toEqual(['first 1 running']);
  });

  it('stops without a result, and the next worker runs the try again', async () => {
    const s = stage();
    const first = await s.worker(untilAborted);
    s.send(command());
    await until(() => s.states().length === 1);
    await first.bus.close();
    await first.worker.stop();
    s.expire();
    await s.worker(async () => ({}));
    await until(() => s.states().includes('train 1 success'));
    expect(s.states()).toEqual(['train 1 running', 'train 1 running', 'train 1 success']);
    const [before, again] = s.results();
    expect(again?.id).toBe(before?.id);
  });

  it('waits for a broker that is away, then tells the result', async () => {
    const s = stage();
    const onError = vi.fn();
    await s.worker(
      async () => {
        s.broker.setAvailable(false);
        return {};
      },
      { onError },
    );
    s.send(command());
    await until(() => onError.mock.calls.length > 0);
    s.broker.setAvailable(true);
    await until(() => s.states().includes('train 1 success'));
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('sends a command that does not match its schema to dead letters', async () => {
    const s = stage();
    await s.worker(async () => ({}));
    s.broker.produce(topic, { key: 'x', value: '{"task":1}' });
    await until(() => s.broker.records(TOPICS.platformRejected).length === 1);
    expect(s.results()).toEqual([]);
  });
});
