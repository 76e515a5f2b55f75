import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TOPICS, TriggerReply, type TaskCommand } from '@headroom/contracts';
import { decodeJson, kafkaTransport, OK } from '@headroom/messaging';
import { createService, type RunningService } from '@headroom/service-kit';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { TaskView, TryView } from './adapters/http/views.ts';
import { AppModule } from './app.module.ts';
import { settings } from './settings.ts';
import { fail, startFakeServices, succeed, type FakeServices } from './testing/fake-services.ts';
import { DAG, httpClient, type RunStreamEvent } from './testing/http-client.ts';

const isTask = ({ task }: TaskCommand, id: string, mapIndex = -1) =>
  task.task_id === id && task.map_index === mapIndex;
const Tries = z.object({ tries: z.array(TryView) });
const Tasks = z.object({ tasks: z.array(TaskView) });

const environment = (stack: TestStack) => ({
  HEADROOM_ORCHESTRATOR_PORT: '0',
  HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
  HEADROOM_POSTGRES_URL: stack.postgresUrl,
  HEADROOM_TOPIC_PREFIX: stack.namespace,
  HEADROOM_LOG_LEVEL: 'silent',
  HEADROOM_RETRY_DELAY_SECONDS: '0.05',
});

describe('the orchestrator on real servers', () => {
  let stack: TestStack;
  let service: RunningService<typeof settings>;
  let services: FakeServices;
  let client: ReturnType<typeof httpClient>;
  const replies: TriggerReply[] = [];

  beforeAll(async () => {
    stack = await testStack();
    services = await startFakeServices(stack, stack.namespace);
    services.bus.subscribe({
      topic: TOPICS.pipelineTriggerReplies,
      group: 'scheduler',
      handler: async (messages) =>
        messages.map((message) => {
          const reply = decodeJson(TOPICS.pipelineTriggerReplies, message);
          if (reply.ok) replies.push(reply.data);
          return OK;
        }),
    });
    service = await createService(
      { name: 'orchestrator', settings, module: () => AppModule, transport: kafkaTransport },
      environment(stack),
    );
    client = httpClient(service.url, fetch);
  });
  afterEach(() => {
    services.answer = succeed;
    services.before = async () => undefined;
    services.seen.length = 0;
  });
  afterAll(async () => {
    await service.close();
    await services.close();
    await stack.close();
  });

  const follow = async (runId: string): Promise<RunStreamEvent[]> => {
    const events: RunStreamEvent[] = [];
    for await (const event of client.events(runId)) events.push(event);
    return events;
  };
  const endOf = async (runId: string) => {
    const last = (await follow(runId)).at(-1);
    return last?.event === 'run' ? last.data.state : 'the stream ended before the run';
  };
  const triesOf = async (runId: string, task: string, mapIndex = -1) => {
    const path = `${client.runPath(runId)}/tasks/${task}/tries?map_index=${mapIndex}`;
    return (await client.get(path, Tries)).tries;
  };

  it("runs the guide's pipeline to success and streams its progress", async () => {
    const run = await client.trigger({ conf: { seed: 7 }, note: 'demo' });
    const events = await follow(run.run_id);
    expect(events.at(-1)).toMatchObject({
      event: 'run',
      data: { state: 'success', note: 'demo', conf: { seed: 7, source: 'generate' } },
    });
    const done = events.filter(({ event, data }) => event === 'task' && data.state === 'success');
    expect(done).toHaveLength(13);
    expect(services.seen).toHaveLength(13);

    const xcoms = `${client.runPath(run.run_id)}/tasks/generate_data/xcoms`;
    expect((await client.call('GET', xcoms)).body).toEqual({ keys: ['dataset'] });
    expect((await client.call('GET', `${xcoms}/dataset`)).body).toMatchObject({
      key: 'dataset',
      value: { rows: 10_000 },
    });
    expect((await client.call('GET', `${xcoms}/nothing`)).status).toBe(404);
    const mapped = `${client.runPath(run.run_id)}/tasks/train_tabular_model/tries`;
    const { status, body } = await client.call('GET', mapped);
    expect([status, body]).toMatchObject([404, { detail: /set map_index to one of 0, 1, 2/ }]);
  });

  it('keeps every command in the trace of the trigger', async () => {
    const traceId = randomUUID().replaceAll('-', '');
    const response = await fetch(`${service.url}/api/v1/dags/${DAG}/runs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: '{}',
    });
    const { run } = z
      .object({ run: z.object({ run_id: z.string() }) })
      .parse(await response.json());
    expect(await endOf(run.run_id)).toBe('success');
    const traces = services.seen.map((command) => command.traceparent?.split('-')[1]);
    expect(traces).toEqual(Array<string>(13).fill(traceId));
  });

  it('tries a failed task again, and goes on where that succeeds', async () => {
    services.answer = (command) =>
      isTask(command, 'train_tabular_model', 1) && command.try_number < 3
        ? [{ state: 'running' }, fail()]
        : succeed(command);
    const run = await client.trigger();
    expect(await endOf(run.run_id)).toBe('success');
    const tries = await triesOf(run.run_id, 'train_tabular_model', 1);
    expect(tries.map((one) => [one.state, one.hostname, one.error?.message])).toEqual([
      ['failed', 'fake-1', 'as told'],
      ['failed', 'fake-1', 'as told'],
      ['success', 'fake-1', undefined],
    ]);
    expect(services.seen).toHaveLength(15);
  });

  it('fails the run where tries are used up; what comes after was never tried', async () => {
    services.answer = (command) =>
      isTask(command, 'engineer_features') ? [fail()] : succeed(command);
    const run = await client.trigger();
    expect(await endOf(run.run_id)).toBe('failed');
    const { tasks } = await client.get(`${client.runPath(run.run_id)}/tasks`, Tasks);
    const states = new Set(tasks.map((task) => `${task.state} ${task.try_number}`));
    expect([...states].toSorted()).toEqual(['failed 3', 'success 1', 'upstream_failed 0']);
    expect(services.seen).toHaveLength(5);
  });

  it('cancels a run: the services that work for it are told to stop', async () => {
    const progress = { step: 3, steps: 9, figures: { train: 0.5 } };
    services.answer = (command) =>
      isTask(command, 'train_tabular_model', 1)
        ? [{ state: 'running' }, { state: 'running', progress }]
        : succeed(command);
    const run = await client.trigger();
    const path = client.runPath(run.run_id);
    const states: string[] = [];
    for await (const { event, data } of client.events(run.run_id)) {
      if (event === 'run') states.push(data.state);
      else if (data.last_event === 'step 3 of 9, train 0.5')
        expect((await client.call('PATCH', path, { state: 'failed' })).status).toBe(200);
    }
    expect(states.at(-1)).toBe('failed');
    await vi.waitUntil(() => services.seen.some(({ cancel }) => cancel === true));
    expect(services.seen.find(({ cancel }) => cancel === true)).toMatchObject({
      task: { task_id: 'train_tabular_model', map_index: 1 },
      try_number: 2,
    });
    const [first] = await triesOf(run.run_id, 'train_tabular_model', 1);
    expect(first).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } });
    const again = await client.call('PATCH', path, { state: 'failed' });
    expect([again.status, again.body]).toMatchObject([
      409,
      { detail: /has ended already \(failed\)/ },
    ]);
  });

  it('does not try again what is final', async () => {
    services.answer = (command) =>
      isTask(command, 'validate_data')
        ? [fail({ final: true, error: { code: 'INVALID_DATA', message: 'cpu 3.7 in row 9' } })]
        : succeed(command);
    const run = await client.trigger();
    expect(await endOf(run.run_id)).toBe('failed');
    const tries = await triesOf(run.run_id, 'validate_data');
    expect(tries).toMatchObject([{ error: { code: 'INVALID_DATA', message: 'cpu 3.7 in row 9' } }]);
  });

  it('takes results that come three times and in any order as once', async () => {
    services.answer = (command) => {
      const [running, success] = succeed(command);
      return [success, running, success, running, success].filter((one) => one !== undefined);
    };
    const run = await client.trigger();
    expect(await endOf(run.run_id)).toBe('success');
    expect(services.seen.map((command) => command.try_number)).toEqual(Array(13).fill(1));
  });

  it('starts a waiting run when the one before ends; a paused DAG starts none', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    services.before = async (command) => (isTask(command, 'generate_data') ? held : undefined);
    const first = await client.trigger();
    const second = await client.trigger({ run_id: 'manual__second' });
    expect(second.state).toBe('queued');
    expect((await client.call('POST', '/runs', { run_id: 'manual__second' })).status).toBe(409);
    expect((await client.call('PATCH', '', { is_paused: true })).body).toMatchObject({
      is_paused: true,
    });
    letGo();
    const ready = await vi.waitUntil(
      async () => {
        const { tasks } = await client.get(`${client.runPath(first.run_id)}/tasks`, Tasks);
        return tasks.find((task) => task.state === 'scheduled');
      },
      { timeout: 20_000 },
    );
    expect(ready.task_id).toBe('validate_data');
    await client.call('PATCH', '', { is_paused: false });
    expect(await endOf(first.run_id)).toBe('success');
    expect(await endOf(second.run_id)).toBe('success');
  });

  it('takes triggers from the topic and answers each with an event', async () => {
    const { publisher } = services.bus;
    const send = (id: string, data: object) =>
      publisher.publish([
        { topic: TOPICS.pipelineTriggers, id, source: 'cron-of-mine', key: DAG, data },
      ]);
    const replyTo = (id: string) =>
      vi.waitUntil(() => replies.find((reply) => reply.id === id), { timeout: 20_000 });
    await send('a', { id: 't-1', dag_id: DAG, logical_date: '2025-03-01T00:00:00Z' });
    expect(await replyTo('t-1')).toMatchObject({
      outcome: 'created',
      run_id: 'manual__2025-03-01T00:00:00+00:00',
    });
    expect(await endOf('manual__2025-03-01T00:00:00+00:00')).toBe('success');
    await send('b', { id: 't-2', dag_id: 'elsewhere' });
    expect(await replyTo('t-2')).toMatchObject({
      outcome: 'refused',
      error: { code: 'NOT_FOUND' },
    });
    await send('c', { id: 't-3', dag_id: DAG, conf: { seed: 'x' } });
    expect((await replyTo('t-3')).error?.message).toMatch(/conf is wrong.*seed/s);
  });

  it('is started by a scheduler outside, with the example that ships', async () => {
    const schedule = (...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(import.meta.dirname, '../examples/trigger.mjs'), ...args],
        {
          env: {
            ...process.env,
            HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
            HEADROOM_TOPIC_PREFIX: stack.namespace,
          },
        },
      );
    const { stdout } = await schedule('--id', 'nightly', '--conf', '{"source":"store"}');
    const reply = TriggerReply.parse(JSON.parse(stdout));
    expect(reply).toMatchObject({ id: 'nightly', outcome: 'created' });
    expect(await endOf(reply.run_id ?? '')).toBe('success');
    await expect(schedule('--dag', 'elsewhere')).rejects.toMatchObject({ code: 1 });
  });

  it('ends open streams when it shuts down', async () => {
    const replica = await createService(
      { name: 'orchestrator', settings, module: () => AppModule },
      environment(stack),
    );
    services.answer = () => [];
    const run = await client.trigger();
    const states: string[] = [];
    for await (const event of httpClient(replica.url, fetch).events(run.run_id))
      if (event.event === 'run') {
        states.push(event.data.state);
        void replica.close();
      }
    expect(states).toEqual(['running']);
  });
});
