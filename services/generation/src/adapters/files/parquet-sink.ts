import { WORKLOAD_METRICS, type ObjectRef } from '@headroom/contracts';
import type { Column, ObjectStore, ParquetFiles } from '@headroom/storage';
import type { DatasetSink } from '../../domain/dataset-sink.ts';
import type { Observation } from '../../domain/process/service-process.ts';
import type { WorkloadRow } from '../../domain/workload-row.ts';

/** Data sets as Parquet in the object store; the same rows give the same bytes. */
export class ParquetSink implements DatasetSink {
  readonly #objects: ObjectStore;
  readonly #parquet: ParquetFiles;

  constructor(objects: ObjectStore, parquet: ParquetFiles) {
    this.#objects = objects;
    this.#parquet = parquet;
  }

  writeRows(key: string, rows: readonly WorkloadRow[]): Promise<ObjectRef> {
    return this.#write(key, [
      timestamps(rows.map((row) => row.timestamp)),
      text('service_id', rows, (row) => row.service_id),
      text('cluster_id', rows, (row) => row.cluster_id),
      ...WORKLOAD_METRICS.map(({ name }) => number(name, rows, (row) => row[name] ?? Number.NaN)),
      text('scaling_event', rows, (row) => row.scaling_event),
    ]);
  }

  writeHidden(key: string, observations: readonly Observation[]): Promise<ObjectRef> {
    const hidden = observations.map((o) => flatten(o.hidden));
    const [first] = hidden;
    const names = Object.keys(first ?? {}).filter((name) => name !== 'timestamp');
    return this.#write(key, [
      timestamps(observations.map((o) => o.hidden.timestamp)),
      ...names.map((name): Column => {
        const value = first?.[name];
        if (typeof value === 'string') return text(name, hidden, (h) => String(h[name]));
        return number(name, hidden, (h) => Number(h[name]));
      }),
    ]);
  }

  writeTruth(key: string, truth: object): Promise<ObjectRef> {
    return this.#objects.putBytes(key, Buffer.from(`${JSON.stringify(truth, null, 2)}\n`));
  }

  #write(key: string, columns: readonly Column[]): Promise<ObjectRef> {
    return this.#objects.write(key, (path) => this.#parquet.write(path, columns));
  }
}

function timestamps(values: readonly number[]): Column {
  return { name: 'timestamp', type: 'timestamp', values: Float64Array.from(values) };
}

function number<T>(name: string, rows: readonly T[], value: (row: T) => number): Column {
  return { name, type: 'float64', values: Float64Array.from(rows, value) };
}

function text<T>(name: string, rows: readonly T[], value: (row: T) => string): Column {
  return { name, type: 'string', values: rows.map(value) };
}

/** `{ load: { demand: 1 } }` → `{ load_demand: 1 }`. */
function flatten(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
      typeof item === 'object' && item !== null
        ? Object.entries(flatten(item, `${prefix}${key}_`))
        : [[`${prefix}${key}`, item]],
    ),
  );
}
