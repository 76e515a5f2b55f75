import { createHash } from 'node:crypto';
import { TOPICS, type Dataset } from '@headroom/contracts';
import { publishLinked, type EventToSend, type Publisher } from '@headroom/messaging';
import { datasetOf, sourceOf } from '../domain/import/describe-rows.ts';
import type { ImportRow } from '../domain/import/import-row.ts';
import type { ImportStore } from '../domain/import/ports.ts';

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
    const events = rows.map((row) => toEvent(sourceOf(hash), row));
    await publishLinked(this.#publisher, { tracer: 'headroom.ingestion', name: 'import' }, events);
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
