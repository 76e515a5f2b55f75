import { latenessMs } from '@headroom/feature-engine';
import type { Admission, ArrivedRecord } from '../domain/admit-batch.ts';
import {
  countDuplicate,
  countJudged,
  countLate,
  recordLateness,
  tellWatermark,
} from './metrics.ts';

/** What became of a batch's records, by producer: verdicts, lateness, watermark. */
export function countRecords(
  records: readonly Pick<ArrivedRecord, 'record'>[],
  admissions: readonly Admission[],
  cadenceMs: number,
): void {
  const newest = new Map<string, number>();
  admissions.forEach((admission, i) => {
    const record = records[i]?.record;
    if (record === undefined) return;
    const { source, timestamp } = record;
    if (admission.kind === 'duplicate') countDuplicate(source);
    if (!('raw' in admission) || !admission.isNew) return;
    countJudged(source, admission.kind);
    if (admission.kind === 'late') countLate(source);
    if (admission.kind === 'admitted') return;
    recordLateness(Math.max(0, admission.newest - timestamp) / 1000);
    newest.set(source, Math.max(admission.newest, newest.get(source) ?? -Infinity));
  });
  for (const [source, time] of newest) {
    if (Number.isFinite(time)) tellWatermark(source, (time - latenessMs(cadenceMs)) / 1000);
  }
}
