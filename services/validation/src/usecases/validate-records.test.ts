import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker } from '@headroom/messaging';
import { runCrashSchedules } from '@headroom/testing';
import { describe, expect, it } from 'vitest';
import { ValidateRecords } from './validate-records.ts';

const NOW = Date.UTC(2026, 0, 1);
const record = (service: string, hour: number) =>
  JSON.stringify({
    timestamp: NOW - hour * 3_600_000,
    service_id: service,
    cpu_utilization: 0.25,
  });

/** Good records of three services with every kind of bad one between them. */
function messages(): InMemoryBroker {
  const broker = new InMemoryBroker();
  const bad = [
    'no json',
    '{"service_id":"a"}',
    '{"timestamp":1767225600000,"service_id":"a","cpu_utilization":"0.5"}',
    '{"timestamp":1767225600000,"service_id":"a","cpu_utilization":3.7}',
    '{"timestamp":"1999-12-31T00:00:00Z","service_id":"a"}',
    `{"timestamp":${NOW + 3_600_000},"service_id":"a"}`,
  ];
  for (let i = 0; i < 24; i++) {
    const key = ['a', 'b', 'c'][i % 3] ?? 'a';
    broker.produce(TOPICS.workloadRaw, { key, value: record(key, 48 - i) });
    if (i % 4 === 0) broker.produce(TOPICS.workloadRaw, { key: 'a', value: bad[i / 4] ?? '' });
  }
  return broker;
}

describe('ValidateRecords', () => {
  it('invariant 1: a crash after any effect loses nothing and doubles nothing', async () => {
    const report = await runCrashSchedules({
      topic: TOPICS.workloadRaw,
      group: 'validation',
      log: messages().records(TOPICS.workloadRaw),
      world: async () => ({
        ports: { publisher: new InMemoryBroker().bus().publisher },
        snapshot: async () => null,
      }),
      effects: {},
      process: ({ publisher }) => new ValidateRecords(publisher, () => NOW).handle,
    });
    expect(report.schedules).toBeGreaterThan(1_000);
    expect(Object.keys(report.byEffect).toSorted()).toEqual(['commit', 'publish']);
  });

  it('invariant 6: each bad record goes to dead letters with its reason, the others go on', async () => {
    const broker = messages();
    const bus = broker.bus();
    const consumer = bus.subscribe({
      topic: TOPICS.workloadRaw,
      group: 'validation',
      handler: new ValidateRecords(bus.publisher, () => NOW).handle,
    });
    await expect.poll(() => broker.lag(TOPICS.workloadRaw, 'validation'), { interval: 5 }).toBe(0);
    await consumer.stop();
    expect(broker.records(TOPICS.workloadValidated)).toHaveLength(24);
    const reasons = broker
      .records(TOPICS.workloadRejected)
      .map(({ value }) => TOPICS.workloadRejected.schema?.parse(JSON.parse(String(value))).reason);
    expect(reasons).toEqual([
      'NOT_JSON',
      'MISSING_FIELD',
      'WRONG_TYPE',
      'OUT_OF_BOUNDS',
      'TOO_OLD',
      'TOO_FAR_AHEAD',
    ]);
  });
});
