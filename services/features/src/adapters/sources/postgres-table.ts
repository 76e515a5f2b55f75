import { HeadroomError } from '@headroom/contracts';
import { elementType, type ValueType } from '@headroom/feature-definitions';
import type { Database } from '@headroom/storage';
import { z } from 'zod';
import type { BatchSource } from '../../domain/offline/batch-rows.ts';
import { resultTypes } from './file-table.ts';
import { quoted, type SourceTable } from './source-table.ts';

type PostgresSource = Extract<BatchSource, { kind: 'postgres' }>;

const KEY_TYPES: Partial<Record<ValueType, string>> = {
  bool: 'bool',
  int32: 'int8',
  int64: 'int8',
  float32: 'float4',
  float64: 'float8',
};

/**
 * A table, or a query in brackets, read in transactions that cannot write.
 * @param wanted columns that the table must have
 * @throws INVALID_DATA that names the source
 */
export async function openPostgresTable(
  source: PostgresSource,
  wanted: readonly string[],
  database: Database,
): Promise<SourceTable> {
  const from = `${fromOf(source.table)} as source_table`;
  const reading = async <T>(work: Parameters<typeof database.transaction<T>>[0]): Promise<T> => {
    try {
      return await database.transaction(async (tx) => {
        await tx.execute('set transaction read only');
        return work(tx);
      });
    } catch (error) {
      throw told(source, error);
    }
  };
  const columns = [...new Set(wanted)];
  const list = columns.map((name, i) => `pg_typeof(${quoted(name)})::text as type${i}`).join(', ');
  const [first] = await reading((tx) =>
    tx.query(z.record(z.string(), z.string()), `select ${list} from ${from} limit 1`),
  );
  const typeOf = (column: string) => first?.[`type${columns.indexOf(column)}`] ?? 'text';
  return {
    from,
    micros: (column) => `(extract(epoch from ${quoted(column)}) * 1000000)::int8`,
    key: (sql, type) => `(${sql})::${KEY_TYPES[type] ?? 'text'}`,
    text: (sql, { column, type }) => {
      const stored = typeOf(column);
      if (elementType(type) !== null && stored.endsWith('[]')) return `to_json(${sql})::text`;
      if (stored === 'bytea') return `translate(encode(${sql}, 'base64'), E'\\n', '')`;
      return `${sql}::text`;
    },
    query: (texts, sql, { keys, times }) => {
      const names = [...keys.map((_, i) => `k${i}`), 't', 'place'].join(', ');
      const arrays = [...keys.map((_, i) => `$${i + 1}::text[]`), `$${keys.length + 1}::int8[]`];
      const probes = `(select ordinal - 1 as place, ${names.replace(/, place$/, '')}
        from unnest(${arrays.join(', ')}) with ordinality as given (${names.replace(/place$/, 'ordinal')})) given`;
      const text = sql(probes);
      const params = text.includes('$1') ? [...keys, times] : [];
      return reading((tx) => tx.columns(resultTypes(texts), text, params));
    },
  };
}

/** A name of a table is one, whatever it holds; a query is the operator's word. */
const fromOf = (table: string): string =>
  table.startsWith('(') ? table : table.split('.').map(quoted).join('.');

/** What is wrong with the definition, or with the table, is said by its name. */
function told({ name, table }: PostgresSource, error: unknown): unknown {
  if (!(error instanceof HeadroomError) || error.code === 'UNAVAILABLE') return error;
  const what = error.message.replace(/^Postgres (failed|refused): /, '');
  return new HeadroomError('INVALID_DATA', `sources.${name}: ${table} cannot be read: ${what}`, {
    cause: error,
  });
}
