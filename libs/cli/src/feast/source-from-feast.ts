import type { Source } from '@headroom/feature-definitions';
import { z } from 'zod';
import type { LeftOut } from './from-feast.ts';
import type { FeastSource } from './registry-proto.ts';

/** Numbers of `feast.core.DataSource.SourceType`. */
const FILE = 1;
const KAFKA = 3;
const REQUEST = 7;
const PUSH = 9;

const PostgresOptions = z.object({ table: z.string().nullish(), query: z.string().nullish() });

/** Null for what a request brings, which is no source here. */
export function sourceFromFeast(source: FeastSource, leftOut: LeftOut[]): Source | null {
  const { name, description, owner, tags } = source;
  const notes = { name, description, owner, tags };
  const timed = {
    timestamp_field: source.timestamp_field === '' ? 'event_timestamp' : source.timestamp_field,
    ...(source.created_timestamp_column === ''
      ? {}
      : { created_timestamp_column: source.created_timestamp_column }),
    field_mapping: source.field_mapping,
  };
  const batch = source.batch_source ? { batch_source: source.batch_source.name } : {};
  switch (source.type) {
    case REQUEST:
      return null;
    case PUSH:
      return { kind: 'push', ...notes, ...batch };
    case KAFKA:
      return {
        kind: 'stream',
        ...notes,
        ...timed,
        ...batch,
        topic: source.kafka_options?.topic ?? name,
      };
    case FILE:
      return { kind: 'file', ...notes, ...timed, path: source.file_options?.uri ?? '' };
  }
  const table = postgresTable(source);
  if (table !== null) return { kind: 'postgres', ...notes, ...timed, table };
  // Its views can be kept: their rows have to come another way.
  leftOut.push({ name, reason: `a source that is not read here; push the rows of its views` });
  return { kind: 'push', ...notes };
}

function postgresTable(source: FeastSource): string | null {
  if (!source.data_source_class_type.endsWith('.PostgreSQLSource')) return null;
  const configuration = Buffer.from(source.custom_options?.configuration ?? []).toString();
  const { table, query } = PostgresOptions.parse(JSON.parse(configuration));
  return table ? table : `(${query ?? ''})`;
}
