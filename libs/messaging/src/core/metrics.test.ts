import { METRIC_NAMES, TOPICS } from '@headroom/contracts';
import { afterAll, expect, it } from 'vitest';
import { CollectedMetrics } from '../contract/collected-metrics.ts';
import { textOf, until } from '../contract/stage.ts';
import { InMemoryBroker } from '../fake/in-memory-broker.ts';
import { OK, deadLetter } from '../outcome.ts';
import { lagGauge } from './lag.ts';

const collected = new CollectedMetrics();
afterAll(() => collected.close());

const labels = {
  'messaging.destination.name': 'pipeline.triggers.v1',
  'messaging.consumer.group.name': 'g',
};

it('counts what was handled, refused and retried', async () => {
  const broker = new InMemoryBroker();
  for (const value of ['a', 'b', 'c']) {
    broker.produce(TOPICS.pipelineTriggers, { key: 'k', value });
  }
  let failures = 2;
  const bus = broker.bus();
  bus.subscribe({
    topic: TOPICS.pipelineTriggers,
    group: 'g',
    retry: { baseMs: 1 },
    handler: async (messages) => {
      if (failures-- > 0) throw new Error('bad luck');
      return messages.map((m) => (textOf(m) === 'b' ? deadLetter('NOT_JSON', 'no') : OK));
    },
  });
  await until(async () => (await broker.lag(TOPICS.pipelineTriggers, 'g')) === 0);
  await bus.close();
  expect(await collected.read(METRIC_NAMES.messagesHandled)).toEqual([
    { attributes: labels, value: 3 },
  ]);
  expect(await collected.read(METRIC_NAMES.handlerRetries)).toEqual([
    { attributes: labels, value: 2 },
  ]);
  expect(await collected.read(METRIC_NAMES.messagesDeadLettered)).toEqual([
    { attributes: { ...labels, 'headroom.rejection.reason': 'NOT_JSON' }, value: 1 },
  ]);
  expect(await collected.read(METRIC_NAMES.batchSeconds)).toMatchObject([{ value: { count: 1 } }]);
});

it('shows the lag of the partitions that this process has, and none of those that it has lost', async () => {
  const lag = lagGauge('pipeline.triggers.v1', 'g');
  const of = (partition: string, value: number) => ({
    attributes: { ...labels, 'messaging.destination.partition.id': partition },
    value,
  });
  lag.set(0, 5);
  lag.set(1, 7);
  lag.set(0, 4);
  expect(await collected.read(METRIC_NAMES.consumerLag)).toEqual([of('0', 4), of('1', 7)]);
  lag.clear();
  lag.set(1, 2);
  expect(await collected.read(METRIC_NAMES.consumerLag)).toEqual([of('0', 0), of('1', 2)]);
  lag.stop();
});
