import { createHash } from 'node:crypto';
import { TOPICS } from '@headroom/contracts';
import { publishLinked, type EventToSend, type Publisher } from '@headroom/messaging';
import type { WorkloadRow } from '../domain/workload-row.ts';

/** Publishes rows to `workload.raw.v1` in their order. Their ids come from source, service and time: again is harmless. */
export const publishRows = (
  publisher: Publisher,
  source: string,
  rows: readonly WorkloadRow[],
): Promise<void> =>
  publishLinked(
    publisher,
    { tracer: 'headroom.generation', name: 'generate' },
    rows.map((row) => toEvent(source, row)),
  );

function toEvent(source: string, row: WorkloadRow): EventToSend {
  const { timestamp, service_id } = row;
  return {
    topic: TOPICS.workloadRaw,
    id: createHash('sha256')
      .update(JSON.stringify([source, service_id, timestamp]))
      .digest('hex')
      .slice(0, 32),
    source,
    key: service_id,
    subject: service_id,
    time: new Date(timestamp).toISOString(),
    data: row,
  };
}
