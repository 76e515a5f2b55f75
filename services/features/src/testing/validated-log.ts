import { TOPICS, type ValidatedRecord } from '@headroom/contracts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@headroom/feature-engine';
import { InMemoryBroker, type LogRecord } from '@headroom/messaging';
import fc from 'fast-check';

export const T0 = Date.UTC(2025, 0, 6);

export const validated = (over: Partial<ValidatedRecord> = {}): ValidatedRecord => ({
  raw_id: 'r0',
  timestamp: T0,
  service_id: 'svc-1',
  cluster_id: 'cluster-1',
  cpu_utilization: 0.5,
  memory_utilization: 0.4,
  network_io_mbps: 10,
  disk_io_mbps: 5,
  request_rate: 100,
  latency_p95_ms: 20,
  error_rate: 0.01,
  instance_count: 2,
  scaling_event: 'none',
  source: 'headroom/generation#1',
  clock: 'event',
  ...over,
});

export const SERVICES = ['svc-1', 'svc-2', 'svc-3', 'svc-4'];

/** The records as the log of `workload.validated.v1`. */
export function logOf(records: readonly (ValidatedRecord | string)[]): readonly LogRecord[] {
  const broker = new InMemoryBroker({ now: () => T0 });
  for (const record of records) {
    const isRecord = typeof record !== 'string';
    broker.produce(TOPICS.workloadValidated, {
      key: isRecord ? record.service_id : 'garbage',
      value: isRecord ? JSON.stringify(record) : record,
    });
  }
  return broker.records(TOPICS.workloadValidated);
}

/**
 * Everything that happens to a stream, at a cadence of one hour: several services and clusters, partial records, records
 * out of order, late ones, copies under the same raw id, backfills of late ones, leaps of the clock, garbage.
 */
export function eventfulLog(seed: number, length: number): readonly LogRecord[] {
  const [log] = fc.sample(
    fc
      .infiniteStream(fc.nat(0xffff_ffff))
      .map((numbers) => drawLog((min, max) => min + (drawn(numbers) % (max - min + 1)), length)),
    { seed, numRuns: 1 },
  );
  return log ?? [];
}

/** The stream is infinite; its type does not know. */
const drawn = (numbers: Iterator<number, unknown>): number => {
  const result = numbers.next();
  return result.done === true ? 0 : result.value;
};

type RandomInt = (min: number, max: number) => number;

function drawLog(random: RandomInt, length: number): readonly LogRecord[] {
  const clocks = new Map<string, number>();
  const sent: ValidatedRecord[] = [];
  const records = Array.from({ length }, (_, i): ValidatedRecord | string => {
    const service = SERVICES[random(0, SERVICES.length - 1)] ?? '';
    const copy = sent[random(0, 4 * sent.length)];
    if (copy !== undefined) return random(0, 2) === 0 ? { ...copy, backfill: 'b' } : copy;
    if (random(0, 40) === 0) return '{"raw_id":';
    const before = clocks.get(service) ?? T0;
    const step = random(0, 9);
    const timestamp = before + stepOf(step, random);
    if (timestamp > before && timestamp < before + 30 * DAY_MS) clocks.set(service, timestamp);
    const record = validated({
      raw_id: `r${i}`,
      timestamp,
      service_id: service,
      cluster_id: `cluster-${random(1, 20) === 1 ? 2 : 1}`,
      cpu_utilization: random(0, 9) === 0 ? null : random(0, 1000) / 1000,
      memory_utilization: random(0, 2) === 0 ? null : random(0, 1000) / 1000,
      request_rate: random(0, 5000) / 7,
      scaling_event: random(0, 20) === 0 ? 'scale_up' : 'none',
    });
    sent.push(record);
    return record;
  });
  return logOf(records);
}

function stepOf(kind: number, random: RandomInt): number {
  if (kind === 0) return -random(0, 115) * MINUTE_MS; // out of order, in time
  if (kind === 1) return -random(121, 400) * MINUTE_MS; // late
  if (kind === 2) return random(1, 20) === 1 ? 31 * DAY_MS : 0; // a leap, or the same instant again
  if (kind === 3) return random(1, 20) * HOUR_MS; // a gap
  return random(5, 60) * MINUTE_MS;
}
