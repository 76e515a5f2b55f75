import type { ArrivalSeq, ValidatedRecord } from '@headroom/contracts';
import { judgeArrival, MAX_JUMP_MS } from './judge-arrival.ts';
import type { KnownArrival, RawRecord, RefusedRecord } from './raw-record.ts';
import { toRawRecord } from './to-raw-record.ts';
import { DAY_MS } from '@headroom/feature-engine';

export interface ArrivedRecord {
  readonly record: ValidatedRecord;
  readonly arrival: ArrivalSeq;
  /** When the broker took it, epoch ms. */
  readonly ingestedAt: number;
}

export type Admission =
  | {
      /** `admitted`: a late one that a backfill sends again, to be used from here on. */
      readonly kind: 'in_time' | 'late' | 'admitted';
      readonly raw: RawRecord;
      /** Not stored yet; of an admitted one, its admission is not. */
      readonly isNew: boolean;
      /** Greatest event time among the service's in-time records up to this one. */
      readonly newest: number;
    }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'future_jump'; readonly refused: RefusedRecord; readonly message: string };

/**
 * Judges records of one partition in arrival order: duplicates, the late rule, the jump rule. What was stored before at
 * the same arrival keeps its flag and is used again (its effects are repeated); a copy at another arrival is skipped,
 * unless a backfill sends a late record again: the first such copy admits it.
 * @param known arrivals of raw ids that are stored
 * @param newestOf a service: greatest event time among its in-time records before the batch, −Infinity without one
 */
export function admitBatch(
  records: readonly ArrivedRecord[],
  known: ReadonlyMap<string, KnownArrival>,
  newestOf: (serviceId: string) => number,
  cadenceMs: number,
): Admission[] {
  const arrivals = new Map(known);
  const clocks = new Map<string, number>();
  return records.map(({ record, arrival, ingestedAt }): Admission => {
    const before = arrivals.get(record.raw_id);
    if (record.backfill != null) {
      const { offset } = arrival;
      if (before?.late !== true || (before.admitted ?? offset) !== offset) {
        return { kind: 'duplicate' };
      }
      arrivals.set(record.raw_id, { ...before, admitted: offset });
      const raw = {
        ...toRawRecord(record, before.arrival, true, ingestedAt),
        admitted: { offset, ingestedAt },
      };
      const newest = clocks.get(record.service_id) ?? newestOf(record.service_id);
      return { kind: 'admitted', raw, isNew: before.admitted === null, newest };
    }
    if (before !== undefined && !isSame(before.arrival, arrival)) return { kind: 'duplicate' };
    const { service_id: serviceId } = record;
    const latest = clocks.get(serviceId) ?? newestOf(serviceId);
    const verdict = before ? flagOf(before) : judgeArrival(record, latest, cadenceMs);
    if (verdict === 'future_jump') {
      const refused = { rawId: record.raw_id, source: record.source, arrival };
      return { kind: verdict, refused, message: jumpMessage(record, latest) };
    }
    const late = verdict === 'late';
    const newest = late ? latest : Math.max(latest, record.timestamp);
    clocks.set(serviceId, newest);
    arrivals.set(record.raw_id, { arrival, late, admitted: before?.admitted ?? null });
    const raw = toRawRecord(record, arrival, late, ingestedAt);
    return { kind: verdict, raw, isNew: before === undefined, newest };
  });
}

const isSame = (a: ArrivalSeq, b: ArrivalSeq): boolean =>
  a.partition === b.partition && a.offset === b.offset;

const flagOf = ({ late }: KnownArrival): 'late' | 'in_time' => (late ? 'late' : 'in_time');

const jumpMessage = (record: ValidatedRecord, newest: number): string =>
  `timestamp ${new Date(record.timestamp).toISOString()} of ${record.service_id} lies over ` +
  `${MAX_JUMP_MS / DAY_MS} days beyond its newest record (${new Date(newest).toISOString()}); ` +
  'correct the clock of the producer, or close the gap with records in between';
