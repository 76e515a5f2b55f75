import { linesOf, FIRST_VALUE, type RowLayout } from '../online/row-text.ts';
import { NULL, type ValueText } from '../online/value-text.ts';
import type { Field } from '@headroom/feature-definitions';
import type { StoredRow } from './offline-rows.ts';

/** Reads the wanted fields out of stored rows, whatever layout each was written in; what a row lacks is missing. */
export function fieldReader(
  wanted: readonly Pick<Field, 'name' | 'type'>[],
  layouts: ReadonlyMap<string, RowLayout>,
): (row: StoredRow) => readonly ValueText[] {
  const places = new Map(
    [...layouts].map(([id, layout]) => [
      id,
      linesOf(layout, wanted).map((line) => line - FIRST_VALUE),
    ]),
  );
  return ({ layoutId, values }) =>
    (places.get(layoutId) ?? []).map((place) => values[place] ?? NULL);
}
