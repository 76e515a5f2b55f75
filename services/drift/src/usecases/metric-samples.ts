import { WORKLOAD_METRICS, type Snapshot } from '@headroom/contracts';
import { cutsOf, splitRows, type Cuts } from '@headroom/forecasting';
import type { ColumnSample } from '../domain/column-sample.ts';
import type { Files } from '../domain/files.ts';
import { readColumns, texts } from './read-columns.ts';

export interface MetricSamples {
  readonly samples: readonly ColumnSample[];
  /** Metrics that no service declares. */
  readonly absent: readonly string[];
  readonly cuts: ReadonlyMap<string, Cuts>;
}

/** The declared metrics of a snapshot: training split against test split, as the models were trained and tested. */
export async function metricSamples(files: Files, snapshot: Snapshot): Promise<MetricSamples> {
  const names = WORKLOAD_METRICS.map(({ name }) => name);
  const declared = names.filter((name) => snapshot.declared.includes(name));
  const keys = ['service_id', 'cluster_id', 'event_timestamp'];
  const table = await readColumns(files, snapshot.file, [...keys, ...declared]);
  const rows = {
    services: texts(table, 'service_id'),
    clusters: texts(table, 'cluster_id'),
    times: table.timestamps('event_timestamp'),
  };
  const cuts = cutsOf(rows);
  const { train, test } = splitRows(rows, cuts);
  const samples = declared.map((column): ColumnSample => {
    const values = table.float64(column);
    const pick = (numbers: readonly number[]) =>
      Float64Array.from(numbers, (row) => values[row] ?? NaN);
    return {
      column,
      role: 'metric',
      referenceSplit: 'train',
      reference: pick(train),
      current: pick(test),
    };
  });
  return { samples, absent: names.filter((name) => !snapshot.declared.includes(name)), cuts };
}
