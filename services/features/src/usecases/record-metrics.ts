import { latenessMs } from '@headroom/feature-engine';
import type { Admission, ArrivedRecord } from '../domain/admit-batch.ts';
import { groupBy } from '../domain/group-by.ts';
import { countDuplicates, countJudged, recordLateness, tellWatermark } from './metrics.ts';

const VERDICTS = ['in_time', 'late', 'admitted'] as const;

/**
 * What became of a batch's records, by producer: verdicts, lateness, watermark.
 * @param newestOf greatest event time told of each producer so far: partitions take turns, a watermark only rises
 */
export function countRecords(
  records: readonly Pick<ArrivedRecord, 'record'>[],
  admissions: readonly Admission[],
  cadenceMs: number,
  newestOf: Map<string, number>,
): void {
  const judged = records.flatMap(({ record }, i) => {
    const admission = admissions[i];
    return admission === undefined ? [] : [{ record, admission }];
  });
  for (const [source, own] of groupBy(judged, ({ record }) => record.source)) {
    const newest = countSource(source, own);
    if (newest <= (newestOf.get(source) ?? -Infinity)) continue;
    newestOf.set(source, newest);
    tellWatermark(source, (newest - latenessMs(cadenceMs)) / 1000);
  }
}

interface Judged extends Pick<ArrivedRecord, 'record'> {
  readonly admission: Admission;
}

/** Gives the greatest event time of the batch, −Infinity when nothing of it is new. */
function countSource(source: string, judged: readonly Judged[]): number {
  const duplicates = judged.filter(({ admission }) => admission.kind === 'duplicate').length;
  if (duplicates > 0) countDuplicates(source, duplicates);
  const taken = judged.flatMap(({ record, admission }) =>
    'raw' in admission && admission.isNew ? [{ ...admission, timestamp: record.timestamp }] : [],
  );
  for (const verdict of VERDICTS) {
    const count = taken.filter(({ kind }) => kind === verdict).length;
    if (count > 0) countJudged(source, verdict, count);
  }
  const arrived = taken.filter(({ kind }) => kind !== 'admitted');
  recordLateness(arrived.map(({ newest, timestamp }) => Math.max(0, newest - timestamp) / 1000));
  return arrived.reduce((max, one) => Math.max(max, one.newest), -Infinity);
}
