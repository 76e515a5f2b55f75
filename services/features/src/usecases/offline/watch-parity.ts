import { createHash } from 'node:crypto';
import { ONLINE_VIEWS, TOPICS, type AlertRaised } from '@headroom/contracts';
import { packVector, type OnlineLayout } from '@headroom/feature-engine';
import type { Delivered, Publisher } from '@headroom/messaging';
import { decodeVector, type FeatureVector, type OnlineStore } from '@headroom/storage';
import type { RawStore } from '../../domain/raw-store.ts';
import type { CausedVector } from '../compute-vectors.ts';
import { SOURCE } from '../derived-events.ts';
import { countParity } from '../metrics.ts';
import { vectorOfRevision } from './vector-of-revision.ts';

export interface WatchParityOptions {
  readonly store: Pick<RawStore, 'history'>;
  readonly online: Pick<OnlineStore, 'read'>;
  readonly publisher: Publisher;
  readonly cadenceMs: number;
  readonly layout: OnlineLayout;
  /** Share of the published vectors after which a look is taken, 0 to 1. */
  readonly share: number;
  /** Milliseconds that only rise. */
  readonly now: () => number;
  /** Told of a look that failed: a server was away, say. */
  readonly failed: (error: unknown) => void;
}

/**
 * Of the time, for looks. One takes the stream's own thread for tens of milliseconds and makes megabytes: a week of the service's
 * records, and all their vectors. One after another, as a hundredth of a busy stream asks for them, they took more of the
 * service than the stream did.
 */
const SHARE_OF_TIME = 0.02;

/**
 * Invariant 4 in live operation: now and then the online vector of a service is computed anew in batch, from the records
 * that its revision stands for, and compared to the bit. A difference is an alert. It is a sample: what a crash or a
 * busy stream leaves out, a later record of the service brings again.
 */
export class WatchParity {
  readonly #options: WatchParityOptions;
  #isLooking = false;
  #restsUntil = -Infinity;
  #looks: Promise<void> = Promise.resolve();

  constructor(options: WatchParityOptions) {
    this.#options = options;
  }

  /** What was published tells whose vector has changed. One look at a time, beside the stream, and then a long rest. */
  readonly published = (vectors: readonly CausedVector[]): void => {
    const { now, share, failed } = this.#options;
    if (this.#isLooking || now() < this.#restsUntil) return;
    const found = vectors.find(({ vector }) => isSampled(vector, share));
    if (found === undefined) return;
    const begun = now();
    this.#isLooking = true;
    this.#looks = this.#look(found.vector.serviceId, found.cause.message)
      .catch(failed)
      .finally(() => {
        this.#isLooking = false;
        this.#restsUntil = begun + (now() - begun) / SHARE_OF_TIME;
      });
  };

  /** Resolves when no look is under way. */
  idle(): Promise<void> {
    return this.#looks;
  }

  async #look(serviceId: string, cause: Delivered): Promise<void> {
    const { online, publisher, layout } = this.#options;
    const key = { view: ONLINE_VIEWS.serviceVector, entity: serviceId };
    const [value] = await online.read([key]);
    if (value == null) return;
    const vector = decodeVector(value.bytes);
    if (vector.definitionHash !== layout.hash) return;
    const expected = await this.#recomputed(vector);
    const isEqual = expected !== null && digest(expected) === digest(vector.values);
    countParity(isEqual ? 'match' : 'mismatch');
    if (isEqual) return;
    const data = alert(vector, expected);
    await publisher.publish([
      { topic: TOPICS.alertsRaised, id: data.id, source: SOURCE, key: data.id, cause, data },
    ]);
  }

  async #recomputed(vector: FeatureVector): Promise<Float64Array | null> {
    const { store, cadenceMs, layout } = this.#options;
    const found = await vectorOfRevision(store, vector, cadenceMs);
    return found === null ? null : packVector(layout, found.values);
  }
}

/** By what the vector is of: no chance, so that a test can tell. */
function isSampled({ serviceId, bucketEnd, revision }: FeatureVector, share: number): boolean {
  if (share === 0) return false;
  const drawn = createHash('sha256')
    .update(`${serviceId} ${bucketEnd} ${revision.offset}`)
    .digest()
    .readUInt32LE(0);
  return drawn < share * 2 ** 32;
}

/** Of the bits, every NaN being the same. */
function digest(values: Float64Array): string {
  const same = Float64Array.from(values, (value) => (Number.isNaN(value) ? NaN : value));
  return createHash('sha256').update(new Uint8Array(same.buffer)).digest('hex');
}

function alert(vector: FeatureVector, expected: Float64Array | null): AlertRaised {
  const { serviceId, bucketEnd, revision } = vector;
  const place = `${revision.partition}/${revision.offset}`;
  const what =
    expected === null
      ? 'has no record offline'
      : `differs from the batch in ${countDifferences(vector.values, expected)} of ${expected.length} values`;
  return {
    id: `features.parity/${serviceId}/${bucketEnd}/${place}`,
    rule: 'features.parity',
    severity: 'critical',
    service: 'features',
    message: `the online vector of ${serviceId} at ${new Date(bucketEnd).toISOString()}, revision ${place}, ${what}; materialise it anew and look for what wrote it`,
    dag_id: null,
    run_id: null,
    event_time: bucketEnd,
    file: null,
  };
}

const countDifferences = (a: Float64Array, b: Float64Array): number =>
  a.filter((value, i) => !Object.is(value, b[i])).length;
