import type { Dataset } from '@headroom/contracts';
import { bucketEnd } from '@headroom/feature-engine';
import { splitRows, type Cuts } from '@headroom/forecasting';
import type { ColumnSample } from '../domain/column-sample.ts';
import type { Files } from '../domain/files.ts';
import { texts } from './read-columns.ts';

/** Categorical columns of a data set. */
const LABELS = ['scaling_event'];

export interface LabelSamples {
  readonly samples: readonly ColumnSample[];
  readonly absent: readonly string[];
}

/** The labels of the data set's records, split where the snapshot's buckets are. */
export async function labelSamples(
  { objects, parquet }: Files,
  dataset: Dataset,
  cuts: ReadonlyMap<string, Cuts>,
  cadenceMs: number,
): Promise<LabelSamples> {
  const path = await objects.fetch(dataset.file);
  const { columns } = await parquet.describe(path);
  const present = LABELS.filter((label) =>
    columns.some(({ name, type }) => name === label && type === 'string'),
  );
  const absent = LABELS.filter((label) => !present.includes(label));
  if (present.length === 0) return { samples: [], absent };

  const table = await parquet.read(path, ['service_id', 'timestamp', ...present]);
  const times = table.timestamps('timestamp').map((time) => bucketEnd(time, cadenceMs));
  const { train, test } = splitRows({ services: texts(table, 'service_id'), times }, cuts);
  const samples = present.map((column): ColumnSample => {
    const labels = table.strings(column);
    const pick = (numbers: readonly number[]) => numbers.map((row) => labels[row] ?? null);
    return {
      column,
      role: 'label',
      referenceSplit: 'train',
      reference: pick(train),
      current: pick(test),
    };
  });
  return { samples, absent };
}
