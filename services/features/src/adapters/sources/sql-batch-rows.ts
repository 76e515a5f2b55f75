import { HeadroomError } from '@headroom/contracts';
import type { Field } from '@headroom/feature-definitions';
import type { ColumnTable, Database, FileTables } from '@headroom/storage';
import type { BatchRows, BatchSource, BatchView } from '../../domain/offline/batch-rows.ts';
import type { Probes, StoredRow } from '../../domain/offline/offline-rows.ts';
import type { Micros } from '../../domain/online/event-time.ts';
import { plainTextReader } from '../../domain/online/plain-text.ts';
import { rowLayout } from '../../domain/online/row-text.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import { entityText } from '../../domain/online/view-rows.ts';
import { asOfSql, newestSql, resultTexts, scanSql, type ViewColumnsOfTable } from './batch-sql.ts';
import { openFile, unreadable } from './file-table.ts';
import { openPostgresTable } from './postgres-table.ts';
import type { ProbeRows, SourceColumn, SourceTable } from './source-table.ts';

export interface SqlBatchRowsOptions {
  readonly files: () => Promise<FileTables>;
  /** Folder that files of sources lie in. */
  readonly root: string;
  readonly database: Database;
}

const NO_PROBES: ProbeRows = { keys: [], times: [] };

/** Rows of file and Postgres sources, found by SQL where they lie. */
export class SqlBatchRows implements BatchRows {
  readonly #options: SqlBatchRowsOptions;

  constructor(options: SqlBatchRowsOptions) {
    this.#options = options;
  }

  async asOf(
    batch: BatchView,
    { entities, times }: Probes,
    knownAt: number | null,
  ): Promise<readonly (StoredRow | null)[]> {
    const answer = entities.map((): StoredRow | null => null);
    const { joinKeys } = batch.view;
    const keys = entities.map(plainKeys);
    const probes = { keys: joinKeys.map((_, i) => keys.map((all) => all[i] ?? '')), times };
    const found = await this.#rows(batch, probes, (table, columns, given) =>
      asOfSql(table, columns, given, knownAt),
    );
    for (const { place, row } of found) answer[place] = row;
    return answer;
  }

  async newest(batch: BatchView, after: Micros, upTo: Micros): Promise<readonly StoredRow[]> {
    const found = await this.#rows(batch, NO_PROBES, (table, columns) =>
      newestSql(table, columns, [after, upTo]),
    );
    return found.map(({ row }) => row);
  }

  async scan(
    batch: BatchView,
    after: Micros,
    upTo: Micros,
    limit: number,
  ): Promise<readonly StoredRow[]> {
    const found = await this.#rows(batch, NO_PROBES, (table, columns) =>
      scanSql(table, columns, [after, upTo], limit),
    );
    return found.map(({ row }) => row);
  }

  async #rows(
    batch: BatchView,
    probes: ProbeRows,
    sql: (table: SourceTable, columns: ViewColumnsOfTable, given: string) => string,
  ): Promise<{ readonly place: number; readonly row: StoredRow }[]> {
    const columns = columnsOf(batch);
    const table = await this.#open(batch, columns);
    if (table === null) return [];
    const texts = resultTexts(columns);
    const found = await table
      .query(texts, (given) => sql(table, columns, given), probes)
      .catch((error: unknown) => {
        throw unreadable(`sources.${batch.source.name}`, error);
      });
    return storedRows(batch, columns, found);
  }

  async #open(
    { source, isOptional }: BatchView,
    columns: ViewColumnsOfTable,
  ): Promise<SourceTable | null> {
    const { files, root, database } = this.#options;
    const wanted = [...columns.keys, ...columns.values].map(({ column }) => column);
    wanted.push(columns.time, ...(columns.created === null ? [] : [columns.created]));
    if (source.kind === 'postgres') return openPostgresTable(source, wanted, database);
    const opened = await openFile(source, root, await files());
    if (opened === null) {
      if (isOptional) return null;
      const at = `sources.${source.name}.path`;
      throw invalid(
        `${at}: there is no ${source.path} in ${root}; put it there or correct the path`,
      );
    }
    const missing = wanted.find((name) => !opened.columns.includes(name));
    if (missing === undefined) return opened.table;
    throw invalid(
      `sources.${source.name}: ${source.path} has no column ${missing}${mappedTo(source, missing)}; it has ${opened.columns.join(', ')}`,
    );
  }
}

function mappedTo(
  { field_mapping, timestamp_field, created_timestamp_column }: BatchSource,
  column: string,
): string {
  if (column === timestamp_field) return ' (its timestamp_field)';
  if (column === created_timestamp_column) return ' (its created_timestamp_column)';
  const field = field_mapping[column];
  return field === undefined ? '' : ` (for ${field}, by its field_mapping)`;
}

/** A field is read from the column that the source maps to it, or that of its own name. */
function columnsOf({ view, source }: BatchView): ViewColumnsOfTable {
  const columns = new Map(
    Object.entries(source.field_mapping).map(([column, field]) => [field, column]),
  );
  const columnOf = ({ name, type }: Field): SourceColumn => ({
    column: columns.get(name) ?? name,
    type,
  });
  return {
    keys: view.joinKeys.map(columnOf),
    time: source.timestamp_field,
    created: source.created_timestamp_column ?? null,
    values: view.schema.map(columnOf),
  };
}

function storedRows({ view, source }: BatchView, columns: ViewColumnsOfTable, table: ColumnTable) {
  const read = (field: Field, name: string, column: string): readonly ValueText[] => {
    const toText = plainTextReader(field.type);
    return table.strings(name).map((text) => {
      try {
        return toText(text);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw invalid(
          `${field.name} of feature view ${view.name}, column ${column} of source ${source.name}: ${error.message}`,
        );
      }
    });
  };
  const keys = view.joinKeys.map((field, i) =>
    read(field, `key${i}`, columns.keys[i]?.column ?? ''),
  );
  const values = view.schema.map((field, i) =>
    read(field, `value${i}`, columns.values[i]?.column ?? ''),
  );
  const places = table.float64('place');
  const times = table.float64('t');
  const layoutId = rowLayout(view.schema).id;
  return Array.from({ length: table.rows }, (_, row) => ({
    place: places[row] ?? 0,
    row: {
      entity: entityText(keys.map((all) => all[row] ?? NULL)),
      eventTime: times[row] ?? NaN,
      layoutId,
      values: values.map((all) => all[row] ?? NULL),
    } satisfies StoredRow,
  }));
}

const KEY = /"(?:[^"\\]|\\.)*"|[^,]+/g;

/** Plain texts of an entity's keys (see `entityText`). */
const plainKeys = (entity: string): string[] =>
  (entity.match(KEY) ?? []).map((text) => (text.startsWith('"') ? String(JSON.parse(text)) : text));

const invalid = (message: string): HeadroomError => new HeadroomError('INVALID_DATA', message);
