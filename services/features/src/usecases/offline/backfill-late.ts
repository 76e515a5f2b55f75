import { HeadroomError, TOPICS, WORKLOAD_METRICS, type ValidatedRecord } from '@headroom/contracts';
import type { EventToSend, Publisher } from '@headroom/messaging';
import type { Backfill, BackfillStore, LateRecord } from '../../domain/offline/backfill-store.ts';
import { SOURCE } from '../derived-events.ts';

export interface BackfillLateOptions {
  readonly store: BackfillStore;
  readonly publisher: Publisher;
}

export type BackfillRequest = Pick<
  Backfill,
  'id' | 'author' | 'reason' | 'from' | 'to' | 'services' | 'requestedAt'
>;

const RECORDS_PER_PUBLISH = 1_000;

/**
 * Admits late records: they are sent again into the log, marked with the act, and counted from there on by stream and
 * batch alike. What is admitted already is not found again, and a copy of what is on its way is dropped by its reader.
 */
export class BackfillLate {
  readonly #store: BackfillStore;
  readonly #publisher: Publisher;

  constructor({ store, publisher }: BackfillLateOptions) {
    this.#store = store;
    this.#publisher = publisher;
  }

  /** @throws INVALID_REQUEST */
  async run(request: BackfillRequest): Promise<Backfill> {
    if (request.from >= request.to) {
      throw new HeadroomError('INVALID_REQUEST', 'from must lie before to');
    }
    const backfill = await this.#store.request(request);
    await this.#send(backfill);
    return backfill;
  }

  list(): Promise<Backfill[]> {
    return this.#store.all();
  }

  /** Goes on with what another process began and did not finish. */
  async resume(): Promise<void> {
    for (const backfill of await this.#store.unsent()) await this.#send(backfill);
  }

  async #send(backfill: Backfill): Promise<void> {
    let after = '';
    for (;;) {
      const records = await this.#store.lateRecords(backfill, after, RECORDS_PER_PUBLISH);
      const last = records.at(-1);
      if (last === undefined) break;
      await this.#publisher.publish(records.map((record) => admission(backfill.id, record)));
      after = last.rawId;
    }
    await this.#store.sent(backfill.id);
  }
}

/** The record as validation sent it, with the act that sends it again. */
function admission(backfillId: string, record: LateRecord): EventToSend {
  const metrics = Object.fromEntries(
    WORKLOAD_METRICS.map(({ name }, m) => [name, orNull(record.metrics[m])]),
  );
  const data: ValidatedRecord = {
    ...metrics,
    raw_id: record.rawId,
    timestamp: record.timestamp,
    service_id: record.serviceId,
    cluster_id: record.clusterId,
    scaling_event: record.scalingEvent,
    source: record.source,
    clock: record.clock,
    backfill: backfillId,
  };
  return {
    topic: TOPICS.workloadValidated,
    id: `${backfillId}/${record.rawId}`,
    source: SOURCE,
    key: record.serviceId,
    subject: record.serviceId,
    time: new Date(record.timestamp).toISOString(),
    data,
  };
}

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
