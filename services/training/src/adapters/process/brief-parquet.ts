import { ParquetFiles } from '@headroom/storage';

/** Parquet files by an engine that is there only while it reads or writes: its memory is given back before the fit. */
export const briefParquet: Pick<ParquetFiles, 'read' | 'write'> = {
  read: (path, names) => opened((files) => files.read(path, names)),
  write: (path, columns) => opened((files) => files.write(path, columns)),
};

async function opened<T>(work: (files: ParquetFiles) => Promise<T>): Promise<T> {
  const files = await ParquetFiles.open();
  try {
    return await work(files);
  } finally {
    files.close();
  }
}
