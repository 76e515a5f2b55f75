import { HeadroomError } from '@headroom/contracts';
import { definitionHash, VECTOR_LENGTH, VECTOR_OFFSETS } from '@headroom/feature-engine';
import { drop, OK, type BatchHandler, type Delivered, type Outcome } from '@headroom/messaging';
import { decodeVector } from '@headroom/storage';
import type { LevelRow } from '../../domain/live/live-rows.ts';
import { judgeModels, type LivePorts } from './judge-models.ts';

/**
 * What came: the level of every vector, in the newest revision of its bucket. A bucket counts when it is closed: its own vector
 * says so, or one of a later bucket is there. A correction judges the predictions of its bucket anew.
 */
export class WatchLevels {
  readonly #ports: LivePorts;
  readonly #cadenceMs: number;

  constructor(ports: LivePorts, cadenceMs: number) {
    this.#ports = ports;
    this.#cadenceMs = cadenceMs;
  }

  readonly handle: BatchHandler = async (messages) => {
    const rows: LevelRow[] = [];
    const outcomes = messages.map((message): Outcome => {
      const level = levelOf(message, this.#cadenceMs);
      if (typeof level === 'string') return drop(level);
      rows.push(level);
      return OK;
    });
    if (rows.length === 0) return outcomes;
    await this.#ports.store.transaction(async (tx) => {
      const touched = await tx.putLevels(rows, this.#ports.rule.windowMs);
      await judgeModels(tx, this.#ports, touched);
    });
    return outcomes;
  };
}

/** Null bytes and vectors of other definitions are the feature store's and serving's to tell of; here they are passed over. */
function levelOf(message: Delivered, cadenceMs: number): LevelRow | string {
  try {
    const vector = decodeVector(message.value ?? new Uint8Array());
    const { bucketEnd, serviceId, open, revision, values } = vector;
    if (vector.definitionHash !== definitionHash(cadenceMs)) return 'STALE_DEFINITION';
    if (values.length !== VECTOR_LENGTH) return 'BAD_VECTOR';
    return {
      serviceId,
      bucketEnd,
      level: values[VECTOR_OFFSETS.level] ?? NaN,
      revision: revision.offset,
      // A vector of an open bucket exists by a record in it: the bucket before is over.
      closedUntil: open ? bucketEnd - cadenceMs : bucketEnd,
    };
  } catch (error) {
    if (error instanceof HeadroomError && error.code === 'INVALID_DATA') return 'BAD_VECTOR';
    throw error;
  }
}
