import { copyFile } from 'node:fs/promises';
import {
  HeadroomError,
  SCALING_EVENTS,
  WORKLOAD_METRICS,
  type MetricName,
  type ObjectRef,
} from '@headroom/contracts';
import type { Column, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { ImportRow } from '../../domain/import/import-row.ts';
import type { ImportStore } from '../../domain/import/ports.ts';

const stagedKey = (hash: string): string => `data/staged/import_${hash}.parquet`;
const publishedKey = (hash: string): string => `data/raw/import_${hash}.parquet`;

/** Imports as Parquet in the object store; the same rows give the same bytes. */
export class ImportObjects implements ImportStore {
  readonly #objects: ObjectStore;
  readonly #parquet: ParquetFiles;

  constructor(objects: ObjectStore, parquet: ParquetFiles) {
    this.#objects = objects;
    this.#parquet = parquet;
  }

  stage(hash: string, rows: readonly ImportRow[]): Promise<ObjectRef> {
    const columns = columnsOf(rows);
    return this.#objects.write(stagedKey(hash), (path) => this.#parquet.write(path, columns));
  }

  isPublished(hash: string): Promise<boolean> {
    return this.#objects.exists(publishedKey(hash));
  }

  async read(hash: string): Promise<ImportRow[]> {
    return rowsOf(await this.#parquet.read(await this.#objects.fetch(await this.#find(hash))));
  }

  async promote(hash: string): Promise<ObjectRef> {
    const source = await this.#find(hash);
    const target = publishedKey(hash);
    if (source.uri === target) return source;
    const path = await this.#objects.fetch(source);
    const published = await this.#objects.write(target, async (temporary) => {
      await copyFile(path, temporary);
      return undefined;
    });
    await this.#objects.delete(source.uri);
    return published;
  }

  discard(hash: string): Promise<boolean> {
    return this.#objects.delete(stagedKey(hash));
  }

  async #find(hash: string): Promise<ObjectRef> {
    const found =
      (await this.#objects.stat(stagedKey(hash))) ?? (await this.#objects.stat(publishedKey(hash)));
    if (found !== null) return found;
    throw new HeadroomError('NOT_FOUND', `there is no import ${hash}; import its files first`);
  }
}

function columnsOf(rows: readonly ImportRow[]): Column[] {
  const text = (name: string, value: (row: ImportRow) => string): Column => ({
    name,
    type: 'string',
    values: rows.map(value),
  });
  return [
    {
      name: 'timestamp',
      type: 'timestamp',
      values: Float64Array.from(rows, (row) => row.timestamp),
    },
    text('service_id', (row) => row.service_id),
    text('cluster_id', (row) => row.cluster_id),
    ...WORKLOAD_METRICS.map(({ name }): Column => ({
      name,
      type: 'float64',
      values: Float64Array.from(rows, (row) => row[name] ?? NaN),
    })),
    text('scaling_event', (row) => row.scaling_event),
    text('origin', (row) => row.origin),
  ];
}

type Table = Awaited<ReturnType<ParquetFiles['read']>>;

function rowsOf(table: Table): ImportRow[] {
  const times = table.timestamps('timestamp');
  const [services, clusters] = [table.strings('service_id'), table.strings('cluster_id')];
  const [events, origins] = [table.strings('scaling_event'), table.strings('origin')];
  const metrics = WORKLOAD_METRICS.map(({ name }) => [name, table.float64(name)] as const);
  return Array.from({ length: table.rows }, (_, row) => ({
    timestamp: times[row] ?? NaN,
    service_id: services[row] ?? '',
    cluster_id: clusters[row] ?? '',
    ...(Object.fromEntries(metrics.map(([name, values]) => [name, present(values[row])])) as Record<
      MetricName,
      number | null
    >),
    scaling_event: SCALING_EVENTS.find((known) => known === events[row]) ?? 'none',
    origin: origins[row] ?? '',
  }));
}

const present = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
