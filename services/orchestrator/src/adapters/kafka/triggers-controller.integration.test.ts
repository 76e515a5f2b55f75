import 'reflect-metadata';
import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker } from '@headroom/messaging';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { dagOf } from '../../domain/machine/simulation.ts';
import { openStage, type Stage } from '../../usecases/stage.ts';
import { TriggersController } from './triggers-controller.ts';

describe('a trigger that cannot be read', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(dagOf([{ upstream: [], width: null }]));
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  /** Hands a message to the controller as a broker would; returns what became of it. */
  const receive = async (value: string) => {
    const broker = new InMemoryBroker();
    const bus = broker.bus();
    const controller = new TriggersController(stage.requestRun, stage.runs);
    bus.subscribe({
      topic: TOPICS.pipelineTriggers,
      group: 'orchestrator',
      handler: (messages) => controller.handle(messages),
    });
    broker.produce(TOPICS.pipelineTriggers, { key: 'k', value });
    const rejected = () => broker.records(TOPICS.platformRejected);
    await vi.waitUntil(() => rejected().length === 1, { timeout: 10_000 });
    await bus.close();
    return { replies: await stage.replies() };
  };

  it('goes to dead letters, and its sender is told why', async () => {
    const { replies } = await receive(
      JSON.stringify({ id: 'x', dag_id: 'drawn', logical_date: 'tomorrow' }),
    );
    expect(replies).toMatchObject([
      { id: 'x', dag_id: 'drawn', outcome: 'refused', error: { code: 'INVALID_REQUEST' } },
    ]);
    expect(replies[0]?.error?.message).toMatch(/logical_date/);
  });

  it('goes to dead letters alone where its sender is unknown', async () => {
    expect((await receive('{"dag_id":"drawn"}')).replies).toEqual([]);
    expect((await receive('not json')).replies).toEqual([]);
  });
});
