import { TOPICS } from '@headroom/contracts';
import {
  OK,
  deadLetter,
  decodeJson,
  derivedEventId,
  type BatchHandler,
  type Delivered,
  type EventToSend,
  type Outcome,
  type Publisher,
} from '@headroom/messaging';
import { contractOf } from '../domain/data-contract.ts';
import { judgeRecord } from '../domain/judge-record.ts';

/**
 * `workload.raw.v1` → `workload.validated.v1`. Holds no state: the same message is judged alike each time, and its
 * validated event has the same id, so a batch that comes again does no harm.
 * Order of effects: publish, then the offset is committed.
 */
export class ValidateRecords {
  readonly #publisher: Publisher;
  readonly #wallNow: () => number;

  constructor(publisher: Publisher, wallNow: () => number) {
    this.#publisher = publisher;
    this.#wallNow = wallNow;
  }

  readonly handle: BatchHandler = async (messages) => {
    const valid: EventToSend[] = [];
    const outcomes = messages.map((message) => this.#judge(message, valid));
    if (valid.length > 0) await this.#publisher.publish(valid);
    return outcomes;
  };

  #judge(message: Delivered, valid: EventToSend[]): Outcome {
    const decoded = decodeJson(TOPICS.workloadRaw, message);
    if (!decoded.ok) return decoded.rejection;
    const { id, source } = message.event;
    const origin = { rawId: id, source, clock: contractOf(source).clock };
    const verdict = judgeRecord(decoded.data, origin, this.#wallNow());
    if (verdict.kind === 'rejected') {
      return deadLetter(verdict.reason, verdict.message, verdict.field);
    }
    const { record } = verdict;
    valid.push({
      topic: TOPICS.workloadValidated,
      id: derivedEventId(message, 'validated', record.service_id),
      source: 'headroom/validation',
      key: record.service_id,
      subject: record.service_id,
      time: new Date(record.timestamp).toISOString(),
      data: record,
      cause: message,
    });
    return OK;
  }
}
