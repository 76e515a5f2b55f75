import { createHash } from 'node:crypto';
import type { Field } from '@headroom/feature-definitions';
import { z } from 'zod';
import { eventTimeText } from './event-time.ts';
import type { ViewRow } from './view-rows.ts';

/**
 * A row as it lies in the online store, one line each: event time in microseconds, the same as text, the layout's id,
 * the values. All of it stands there as it is answered, so that a read formats nothing.
 */
export const FIRST_VALUE = 3;

export const rowText = ({ eventTime, values }: ViewRow, layout: RowLayout): string =>
  [eventTime, eventTimeText(eventTime), layout.id, ...values].join('\n');

/** Names and types of a row's values. A row is read by the layout it was written in, whatever its view has become. */
export const RowLayout = z.object({
  id: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type RowLayout = z.output<typeof RowLayout>;

export function rowLayout(schema: readonly Field[]): RowLayout {
  const fields = schema.map(({ name, type }) => ({ name, type }));
  const hash = createHash('sha256').update(JSON.stringify(fields.map((f) => [f.name, f.type])));
  return { id: hash.digest('hex').slice(0, 12), fields };
}

/** Lines of the wanted fields in rows of a layout; −1 for one that it does not have, or not of this type. */
export const linesOf = (
  layout: RowLayout,
  wanted: readonly Pick<Field, 'name' | 'type'>[],
): number[] =>
  wanted.map(({ name, type }) => {
    const i = layout.fields.findIndex((field) => field.name === name && field.type === type);
    return i < 0 ? -1 : FIRST_VALUE + i;
  });
