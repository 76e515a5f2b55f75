import { fieldReader } from '../../domain/offline/field-reader.ts';
import type { OfflineRows, StoredRow } from '../../domain/offline/offline-rows.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import type { RowsPlan } from '../online/read-plan.ts';

/** Probes sent in one statement; two of them at a time, so that a large join is not one long statement on one core. */
const PROBES_PER_READ = 5_000;

/** Columns of a view whose rows come from outside, as rows of the past see them: by field, one text a row. */
export async function rowViewColumns(
  plan: RowsPlan,
  entities: readonly string[],
  times: readonly Micros[],
  { offline, knownAt }: { readonly offline: OfflineRows; readonly knownAt: number | null },
): Promise<ValueText[][]> {
  const seen = new Array<StoredRow | null>(entities.length).fill(null);
  const asOf = { ttl: plan.ttlMs * 1000, knownAt };
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < entities.length) {
      const from = next;
      next += PROBES_PER_READ;
      const probes = { entities: entities.slice(from, next), times: times.slice(from, next) };
      const found = await offline.asOf(plan.view, probes, asOf);
      found.forEach((row, i) => (seen[from + i] = row));
    }
  };
  await Promise.all([work(), work()]);

  const layouts = await offline.layouts([...new Set(seen.flatMap((row) => row?.layoutId ?? []))]);
  const read = fieldReader(plan.fields, layouts);
  const columns = plan.fields.map(() => new Array<ValueText>(entities.length).fill(NULL));
  seen.forEach((row, i) => {
    if (row === null) return;
    read(row).forEach((text, field) => {
      const column = columns[field];
      if (column !== undefined) column[i] = text;
    });
  });
  return columns;
}
