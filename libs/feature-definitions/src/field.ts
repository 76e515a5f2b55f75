import { z } from 'zod';
import { Name } from './name.ts';
import { ValueType } from './value-type.ts';

const fieldBody = {
  type: ValueType,
  description: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** Columns of the source that it is made of; the one of its own name when left out. */
  columns: z.array(z.string()).optional(),
};

export const Field = z.strictObject({ name: Name, ...fieldBody });
export type Field = z.output<typeof Field>;

/** As a list of fields, or shorter as a map: `{ amount: float64, city: { type: string, description: … } }`. */
export const Fields = z.union([
  z.array(Field),
  z
    .record(Name, z.union([ValueType, z.strictObject(fieldBody)]))
    .transform((map) =>
      Object.entries(map).map(([name, body]): Field =>
        typeof body === 'string' ? { name, type: body } : { name, ...body },
      ),
    ),
]);

/** Source columns that a field is made of. */
export const columnsOf = (field: Field): readonly string[] => field.columns ?? [field.name];
