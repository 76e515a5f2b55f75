import { ParquetFiles } from '@headroom/storage';
import { computeFeatures } from '../../features/compute-features.ts';
import { readWorkload } from '../workload-file.ts';

export interface ComputedFile {
  readonly records: number;
  readonly rows: number;
  readonly columns: number;
}

/** From a file of workload records to a file of features. */
export async function computeFile(
  input: string,
  cadenceMs: number,
  output: string,
): Promise<ComputedFile> {
  const parquet = await ParquetFiles.open();
  try {
    const records = await readWorkload(input, parquet);
    const columns = computeFeatures(records.byService, cadenceMs);
    const { rows } = await parquet.write(output, columns);
    return { records: records.rows, rows, columns: columns.length };
  } finally {
    parquet.close();
  }
}
