import {
  EntityId,
  SCALING_EVENTS,
  WORKLOAD_METRICS,
  type MetricName,
  type ScalingEvent,
} from '@headroom/contracts';
import { fill, type Captures } from './file-pattern.ts';
import type { FileRow } from './import-row.ts';
import { badCell, columnOf, type InputTable } from './input-table.ts';
import { mappedMetrics, type FileMapping, type Naming } from './mapping.ts';
import { timeReader } from './time-format.ts';

type Read<T> = (row: number) => T;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The rows of a file by its mapping, values in our units. An empty cell of a metric is missing.
 * @throws HeadroomError INVALID_DATA naming file, row and column of the first cell that cannot be read
 */
export function readRows(table: InputTable, mapping: FileMapping, captures: Captures): FileRow[] {
  const timestamp = readTimes(table, mapping.timestamp);
  const service = readNames(table, mapping.service_id, captures);
  const cluster =
    mapping.cluster_id === undefined ? () => null : readNames(table, mapping.cluster_id, captures);
  const metrics = mappedMetrics(mapping).map(
    ([name, { column, scale }]) => [name, readNumbers(table, column, scale)] as const,
  );
  const event: Read<ScalingEvent> =
    mapping.scaling_event === undefined
      ? () => 'none'
      : readEvents(table, mapping.scaling_event.column);
  return Array.from({ length: table.rows }, (_, row) => ({
    timestamp: timestamp(row),
    service_id: service(row),
    cluster_id: cluster(row),
    ...NOTHING,
    ...Object.fromEntries(metrics.map(([name, read]) => [name, read(row)])),
    scaling_event: event(row),
    origin: `${table.file}, ${table.place(row)}`,
  }));
}

const NOTHING = Object.fromEntries(WORKLOAD_METRICS.map(({ name }) => [name, null])) as Record<
  MetricName,
  null
>;

function readTimes(table: InputTable, mapping: FileMapping['timestamp']): Read<number> {
  const { column: name, format, zone } = mapping;
  const column = columnOf(table, name);
  const read = timeReader(format, zone);
  const perUnit = format === 'epoch_s' ? 1000 : 1;
  return (row) => {
    const value = column.values[row];
    if (value === null || value === undefined || Number.isNaN(value)) {
      throw badCell(table, row, name, 'is empty; every row needs a time');
    }
    if (typeof value === 'number') {
      return column.kind === 'time' ? value : Math.round(value * perUnit);
    }
    const time = read(value.trim());
    if (Number.isNaN(time)) throw badCell(table, row, name, noTime(value, format, zone));
    return time;
  };
}

function noTime(value: string, format: string, zone: string): string {
  const known =
    format === 'auto'
      ? 'ISO 8601 like 2026-01-31 12:00:00, or epoch milliseconds; a mapping can name another format'
      : `the format ${format} (zone ${zone})`;
  return `is ${JSON.stringify(value)}, which is no time in ${known}`;
}

function readNames(table: InputTable, naming: Naming, captures: Captures): Read<string> {
  if (typeof naming === 'string') {
    const name = fill(naming, captures);
    if (EntityId.safeParse(name).success) return () => name;
    throw badCell(table, 0, 'the file name', noName(name));
  }
  const column = columnOf(table, naming.column);
  const known = new Map<string, string>();
  return (row) => {
    const value = column.values[row];
    const text = value === null || value === undefined ? '' : String(value).trim();
    const same = known.get(text);
    if (same !== undefined) return same;
    if (!EntityId.safeParse(text).success) {
      throw badCell(
        table,
        row,
        naming.column,
        text === '' ? 'is empty; every row needs one' : noName(text),
      );
    }
    known.set(text, text);
    return text;
  };
}

const noName = (text: string): string =>
  `is ${JSON.stringify(text)}, which names nothing: use 1 to 128 of A-Za-z0-9._:/-`;

function readNumbers(table: InputTable, name: string, scale: number): Read<number | null> {
  const column = columnOf(table, name);
  if (column.kind === 'time')
    throw badCell(table, 0, name, 'holds times where numbers are expected');
  return (row) => {
    const value = column.values[row];
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    if (typeof value === 'number') return value * scale;
    const text = value.trim();
    if (text === '') return null;
    if (!NUMBER.test(text)) {
      const what = `is ${JSON.stringify(value)}, which is no number`;
      throw badCell(table, row, name, `${what}; correct it or leave it empty`);
    }
    return Number(text) * scale;
  };
}

function readEvents(table: InputTable, name: string): Read<ScalingEvent> {
  const column = columnOf(table, name);
  return (row) => {
    const value = column.values[row];
    const text = value === null || value === undefined ? '' : String(value).trim();
    if (text === '') return 'none';
    const event = SCALING_EVENTS.find((known) => known === text);
    if (event !== undefined) return event;
    const what = `is ${JSON.stringify(text)}, which is none of ${SCALING_EVENTS.join(', ')}`;
    throw badCell(table, row, name, what);
  };
}
