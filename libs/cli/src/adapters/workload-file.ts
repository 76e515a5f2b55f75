import { createReadStream, existsSync } from 'node:fs';
import { extname } from 'node:path';
import { METRICS } from '@headroom/feature-engine';
import type { ColumnTable, ParquetFiles } from '@headroom/storage';
import { parse, CsvError } from 'csv-parse';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { WorkloadRecords } from '../features/workload-rows.ts';

const REQUIRED = ['timestamp', 'service_id'];

/** Workload records of a CSV or Parquet file, in columns named as in the workload record. */
export async function readWorkload(path: string, parquet: ParquetFiles): Promise<WorkloadRecords> {
  if (!existsSync(path)) {
    throw new CommandError(
      'NOT_FOUND',
      `${path} is not there; name a CSV or Parquet file of workload records`,
    );
  }
  const records = new WorkloadRecords(path);
  if (extname(path) === '.csv') await readCsv(path, records);
  else readTable(await parquet.read(path), records);
  return records;
}

const Cells = z.array(z.string());

async function readCsv(path: string, records: WorkloadRecords): Promise<void> {
  let columns: ReturnType<typeof columnsOf> | undefined;
  const file = createReadStream(path);
  const parser = file.pipe(parse({ bom: true, skip_empty_lines: true }));
  file.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of parser) {
      const cells = Cells.parse(row);
      if (columns === undefined) {
        columns = columnsOf(path, cells);
        continue;
      }
      const cell = (i: number): string | null => cells[i] || null;
      records.add({
        timestamp: cell(columns.timestamp),
        serviceId: cell(columns.serviceId),
        clusterId: cell(columns.clusterId),
        metrics: columns.metrics.map(cell),
      });
    }
  } catch (error) {
    if (error instanceof CsvError || isFileError(error)) {
      throw new CommandError('INVALID_DATA', `${path}: ${error.message}`);
    }
    throw error;
  }
}

function readTable(table: ColumnTable, records: WorkloadRecords): void {
  const columns = columnsOf(
    table.source,
    table.columns.map(({ name }) => name),
  );
  const isTime = table.columns[columns.timestamp]?.type === 'timestamp';
  const timestamp = isTime
    ? table.timestamps('timestamp')
    : table.columns[columns.timestamp]?.values;
  const serviceId = table.strings('service_id');
  const clusterId = columns.clusterId < 0 ? null : table.strings('cluster_id');
  const metrics = METRICS.map(({ name }) => (table.has(name) ? table.float64(name) : null));
  for (let row = 0; row < table.rows; row++) {
    const time = timestamp?.[row];
    records.add({
      timestamp: typeof time === 'number' || typeof time === 'string' ? time : null,
      serviceId: serviceId[row] ?? null,
      clusterId: clusterId?.[row] ?? null,
      metrics: metrics.map((column) => column?.[row] ?? null),
    });
  }
}

/** Positions by name, −1 where a column is not there. @throws CommandError without a time, a service or any metric */
function columnsOf(path: string, names: readonly string[]) {
  const metrics = METRICS.map(({ name }) => names.indexOf(name));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (missing.length > 0 || metrics.every((i) => i < 0)) {
    const what = missing.length > 0 ? missing.join(', ') : 'a metric';
    throw new CommandError(
      'INVALID_DATA',
      `${path} has no column for ${what}; it has ${names.join(', ')}`,
    );
  }
  return {
    timestamp: names.indexOf('timestamp'),
    serviceId: names.indexOf('service_id'),
    clusterId: names.indexOf('cluster_id'),
    metrics,
  };
}

const isFileError = (error: unknown): error is Error =>
  error instanceof Error && 'syscall' in error;
