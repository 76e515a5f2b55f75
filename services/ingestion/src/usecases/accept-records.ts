import { createHash, randomUUID } from 'node:crypto';
import { HeadroomError, TOPICS } from '@headroom/contracts';
import type { Publisher } from '@headroom/messaging';
import type { RawRecord } from '../domain/split-records.ts';

/** Requests that may wait for the broker at once; one more is told to come back. */
const MAX_IN_FLIGHT = 64;

export interface Acceptance {
  /** Name of the producer's instance, if it gave one. */
  readonly producer?: string;
  /** With it, a repeated request publishes records of the same ids: they count once. */
  readonly idempotencyKey?: string;
}

/** Publishes the records of one request to `workload.raw.v1`; returns their ids when the broker has all of them. */
export class AcceptRecords {
  readonly #publisher: Publisher;
  #inFlight = 0;

  constructor(publisher: Publisher) {
    this.#publisher = publisher;
  }

  async execute(records: readonly RawRecord[], acceptance: Acceptance): Promise<string[]> {
    if (this.#inFlight >= MAX_IN_FLIGHT) {
      throw new HeadroomError(
        'UNAVAILABLE',
        `${MAX_IN_FLIGHT} requests already wait for the broker; send again in a second`,
      );
    }
    const { producer, idempotencyKey } = acceptance;
    const source = producer === undefined ? 'headroom/http' : `headroom/http#${producer}`;
    const ids = records.map((_, i) =>
      idempotencyKey === undefined ? randomUUID() : idOf(source, idempotencyKey, i),
    );
    this.#inFlight++;
    try {
      await this.#publisher.publish(
        records.map((record, i) => ({
          topic: TOPICS.workloadRaw,
          id: ids[i] ?? '',
          source,
          key: record.serviceId,
          subject: record.serviceId,
          data: record.data,
        })),
      );
    } finally {
      this.#inFlight--;
    }
    return ids;
  }
}

function idOf(source: string, key: string, index: number): string {
  return createHash('sha256')
    .update(JSON.stringify([source, key, index]))
    .digest('hex')
    .slice(0, 32);
}
