import { parseExactJson } from '@headroom/contracts';
import { FileTables, type ColumnTable, type ColumnType } from '@headroom/storage';
import { entityFrame, EVENT_TIME, type EntityFrame } from '../../domain/offline/entity-frame.ts';

/** Entity rows out of a Parquet file: whole numbers with all their digits, times to the microsecond. @throws INVALID_DATA */
export async function frameFromParquet(path: string, files: FileTables): Promise<EntityFrame> {
  const scan = { format: 'parquet', paths: [path] } as const;
  const columns = [...(await files.types(scan))].map(([name, stored]) => ({
    name,
    ...readAs(name, stored),
  }));
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  const list = columns.map(({ name, sql }) => `${sql} as ${quoted(name)}`).join(', ');
  const table = await files.query(
    types,
    () => `select ${list} from ${FileTables.scan(scan)}`,
    NONE,
  );
  const values = new Map(columns.map(({ name, read }) => [name, read(table)]));
  const times = columns.find(({ name, type }) => name === EVENT_TIME && type === 'int64');
  return times === undefined
    ? entityFrame(values)
    : entityFrame(values, [...table.float64(EVENT_TIME)]);
}

/** A query that is given no columns still needs one. */
const NONE = [{ name: 'none', type: 'int32', values: new Float64Array() }] as const;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

interface ReadAs {
  readonly type: ColumnType;
  readonly sql: string;
  readonly read: (table: ColumnTable) => readonly unknown[];
}

function readAs(name: string, stored: string): ReadAs {
  const column = quoted(name);
  const texts = (table: ColumnTable) => table.strings(name);
  if (name === EVENT_TIME && /^(TIMESTAMP|DATE)/.test(stored)) {
    const read = (table: ColumnTable) => missingAsNull(table.float64(name));
    return { type: 'int64', sql: `epoch_us(${column}::timestamp)`, read };
  }
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(stored) && !stored.endsWith('[]')) {
    const read = (table: ColumnTable) => missingAsNull(table.float64(name));
    return { type: 'float64', sql: `${column}::double`, read };
  }
  if (stored === 'BOOLEAN') {
    return { type: 'boolean', sql: column, read: (table) => table.booleans(name) };
  }
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(stored)) {
    return { type: 'string', sql: `${column}::varchar`, read: (table) => texts(table).map(whole) };
  }
  if (stored.endsWith('[]') || stored.startsWith('STRUCT')) {
    const read = (table: ColumnTable) =>
      texts(table).map((text) => (text === null ? null : nested(text)));
    return { type: 'string', sql: `to_json(${column})::varchar`, read };
  }
  const sql = stored === 'BLOB' ? `to_base64(${column})` : `${column}::varchar`;
  return { type: 'string', sql, read: texts };
}

const missingAsNull = (values: Float64Array): unknown[] =>
  Array.from<unknown>(values).map((value) => (Number.isNaN(value) ? null : value));

/** What JSON cannot write, such as NaN inside of a list, stays text. */
function nested(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

function whole(text: string | null): unknown {
  if (text === null) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
