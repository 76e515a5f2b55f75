import { createHash } from 'node:crypto';
import { TOPICS, type Dataset } from '@headroom/contracts';
import type { EventToSend, Publisher } from '@headroom/messaging';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { datasetOf, sourceOf } from '../domain/import/describe-rows.ts';
import type { ImportRow } from '../domain/import/import-row.ts';
import type { ImportStore } from '../domain/import/ports.ts';

/** Records a request to the broker carries; each request is a trace of its own, linked to what asked for it. */
const CHUNK = 500;

/**
 * Publishes every row of an import in event-time order. Ids come from source, service and time, so that a call which
 * was cut short is simply made again.
 * Order of effects: rows published → file among the published ones.
 */
export class PublishImport {
  readonly #publisher: Publisher;
  readonly #store: ImportStore;

  constructor(publisher: Publisher, store: ImportStore) {
    this.#publisher = publisher;
    this.#store = store;
  }

  /** @throws NOT_FOUND for an import that was never read, or was discarded */
  async execute(hash: string): Promise<Dataset> {
    const rows = await this.#store.read(hash);
    const asked = trace.getSpanContext(context.active());
    const tracer = trace.getTracer('headroom.ingestion');
    for (let from = 0; from < rows.length; from += CHUNK) {
      const events = rows.slice(from, from + CHUNK).map((row) => toEvent(sourceOf(hash), row));
      const links = asked === undefined ? [] : [{ context: asked }];
      const span = tracer.startSpan('import', { links }, ROOT_CONTEXT);
      try {
        await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
          this.#publisher.publish(events),
        );
      } finally {
        span.end();
      }
    }
    return datasetOf(hash, await this.#store.promote(hash), rows);
  }
}

function toEvent(source: string, row: ImportRow): EventToSend {
  const { origin: _origin, ...record } = row;
  const { timestamp, service_id } = record;
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
    data: record,
  };
}
