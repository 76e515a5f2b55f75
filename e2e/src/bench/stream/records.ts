import { TOPICS, type ValidatedRecord } from '@headroom/contracts';
import type { EventToSend, Publisher } from '@headroom/messaging';

const FIRST = Date.UTC(2025, 0, 6);
const CADENCE_MS = 5 * 60_000;
const CLUSTERS = 10;
/** Events handed to the producer at once. */
const CHUNK = 2_000;

/** Round after round, one record of each service: rounds `from`…`from + rounds`. */
export function* recordsOf(
  services: number,
  from: number,
  rounds: number,
): Generator<ValidatedRecord> {
  for (let round = from; round < from + rounds; round++) {
    for (let service = 0; service < services; service++) yield recordOf(service, round);
  }
}

function recordOf(service: number, round: number): ValidatedRecord {
  const wave = (Math.sin(round / 40 + service) + 1) / 2;
  return {
    raw_id: `bench-${service}-${round}`,
    timestamp: FIRST + (round + 1) * CADENCE_MS,
    service_id: `service-${service}`,
    cluster_id: `cluster-${service % CLUSTERS}`,
    cpu_utilization: 0.1 + 0.8 * wave,
    memory_utilization: 0.2 + 0.5 * wave,
    network_io_mbps: 100 * wave,
    disk_io_mbps: 40 * wave,
    request_rate: 1_000 * wave,
    latency_p95_ms: 20 + 30 * wave,
    error_rate: 0.01 * wave,
    instance_count: 2 + Math.round(4 * wave),
    scaling_event: 'none',
    source: 'bench',
    clock: 'event',
  };
}

export const eventOf = (record: ValidatedRecord): EventToSend => ({
  topic: TOPICS.workloadValidated,
  id: `validated-${record.raw_id}`,
  source: 'headroom/validation',
  key: record.service_id,
  data: record,
});

/** Returns how many there were. */
export async function publishAll(
  { publisher }: { readonly publisher: Publisher },
  records: Iterable<ValidatedRecord>,
): Promise<number> {
  let count = 0;
  let chunk: EventToSend[] = [];
  const send = async () => {
    count += chunk.length;
    await publisher.publish(chunk);
    chunk = [];
  };
  for (const record of records) {
    chunk.push(eventOf(record));
    if (chunk.length === CHUNK) await send();
  }
  if (chunk.length > 0) await send();
  return count;
}
