import { z } from 'zod';
import { Name, notes } from './name.ts';

const timed = {
  /** Column with the event time. */
  timestamp_field: z.string().default('event_timestamp'),
  /** Column that tells which of two rows of one event time is newer. */
  created_timestamp_column: z.string().optional(),
  /** Column of the source → name of the field. */
  field_mapping: z.record(z.string(), z.string()).default({}),
};

const PushSource = z.strictObject({
  kind: z.literal('push'),
  name: Name,
  /** Where rows that were never pushed are read from. */
  batch_source: Name.optional(),
  ...notes,
});

/** A topic. As in Feast, whoever reads it writes the rows of user-defined views. */
const StreamSource = z.strictObject({
  kind: z.literal('stream'),
  name: Name,
  topic: z.string().min(1),
  batch_source: Name.optional(),
  ...timed,
  ...notes,
});

/** A Parquet or CSV file, or a folder of Parquet files, on the feature store's machine. */
const FileSource = z.strictObject({
  kind: z.literal('file'),
  name: Name,
  path: z.string().min(1),
  ...timed,
  ...notes,
});

const PostgresSource = z.strictObject({
  kind: z.literal('postgres'),
  name: Name,
  /** `schema.table`, or a query in brackets. */
  table: z.string().min(1),
  ...timed,
  ...notes,
});

export const Source = z.discriminatedUnion('kind', [
  PushSource,
  StreamSource,
  FileSource,
  PostgresSource,
]);
export type Source = z.output<typeof Source>;
