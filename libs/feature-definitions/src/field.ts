import { z } from 'zod';
import { Name } from './name.ts';
import { ValueType } from './value-type.ts';

const body = {
  type: ValueType,
  description: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** Columns of the source that it is made of; the one of its own name when left out. */
  columns: z.array(z.string()).optional(),
};

export const Field = z.strictObject({ name: Name, ...body });
export type Field = z.output<typeof Field>;

type Written =
  | readonly z.input<typeof Field>[]
  | Readonly<Record<string, string | Omit<z.input<typeof Field>, 'name'>>>;

/** As a list of fields, or shorter as a map: `{ amount: float64, city: { type: string, description: … } }`. */
export const Fields: z.ZodType<Field[], Written> = z.preprocess(
  (written: Written) => (isMap(written) ? Object.entries(written).map(named) : written),
  z.array(Field),
);

const isMap = (written: unknown): written is object =>
  typeof written === 'object' && written !== null && !Array.isArray(written);

const named = ([name, field]: [string, unknown]): unknown =>
  isMap(field) ? { name, ...field } : { name, type: field };

/** Source columns that a field is made of. */
export const columnsOf = (field: Field): readonly string[] => field.columns ?? [field.name];
