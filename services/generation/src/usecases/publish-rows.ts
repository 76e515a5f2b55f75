import { createHash } from 'node:crypto';
import { TOPICS } from '@headroom/contracts';
import type { EventToSend, Publisher } from '@headroom/messaging';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { WorkloadRow } from '../domain/workload-row.ts';

/** Records a request to the broker carries; each request is a trace of its own, linked to what asked for it. */
const CHUNK = 500;

/** Publishes rows to `workload.raw.v1` in their order. Their ids come from source, service and time: again is harmless. */
export async function publishRows(
  publisher: Publisher,
  source: string,
  rows: readonly WorkloadRow[],
): Promise<void> {
  const asked = trace.getSpanContext(context.active());
  const tracer = trace.getTracer('headroom.generation');
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    const links = asked === undefined ? [] : [{ context: asked }];
    const span = tracer.startSpan('generate', { links }, ROOT_CONTEXT);
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        publisher.publish(chunk.map((row) => toEvent(source, row))),
      );
    } finally {
      span.end();
    }
  }
}

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
