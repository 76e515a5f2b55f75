import { fieldReader } from '../../domain/offline/field-reader.ts';
import type { OfflineRows } from '../../domain/offline/offline-rows.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { numberOf } from '../../domain/online/read-value.ts';
import type { RowLayout } from '../../domain/online/row-text.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import type { RowsPlan } from '../online/read-plan.ts';

/** Values of a field: numbers, or one text a row. */
type FieldValues = Float64Array | ValueText[];

interface RowViewOptions {
  readonly offline: OfflineRows;
  readonly knownAt: number | null;
  /** Whether a float64 is wanted as text, which tells "NaN" from a missing value. */
  readonly asTexts: boolean;
}

/** Columns of a view whose rows come from outside, as rows of the past see them: by field. */
export async function rowViewColumns(
  plan: RowsPlan,
  entities: readonly string[],
  times: readonly Micros[],
  { offline, knownAt, asTexts }: RowViewOptions,
): Promise<FieldValues[]> {
  const rows = entities.length;
  const columns = plan.fields.map(({ type }) =>
    type === 'float64' && !asTexts
      ? new Float64Array(rows).fill(NaN)
      : new Array<ValueText>(rows).fill(NULL),
  );
  const layouts = new Map<string, RowLayout>();
  const asOf = { ttl: plan.ttlMs * 1000, knownAt };

  const probesPerRead = offline.probesPerRead(plan.view);
  const readProbes = async (from: number): Promise<void> => {
    const to = from + probesPerRead;
    const probes = { entities: entities.slice(from, to), times: times.slice(from, to) };
    const found = await offline.asOf(plan.view, probes, asOf);
    const unknown = new Set(found.flatMap((row) => row?.layoutId ?? []));
    for (const id of layouts.keys()) unknown.delete(id);
    for (const [id, layout] of await offline.layouts([...unknown])) layouts.set(id, layout);
    const read = fieldReader(plan.fields, layouts);
    found.forEach((row, i) => {
      if (row === null) return;
      read(row).forEach((text, field) => {
        const column = columns[field];
        if (column instanceof Float64Array) column[from + i] = numberOf(text);
        else if (column !== undefined) column[from + i] = text;
      });
    });
  };

  // Two at a time: the rows of one are read here while those of the next are looked for there.
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows) {
      const from = next;
      next += probesPerRead;
      await readProbes(from);
    }
  };
  await Promise.all([work(), work()]);
  return columns;
}
