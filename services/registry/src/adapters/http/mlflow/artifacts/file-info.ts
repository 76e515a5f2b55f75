import type { FolderEntry } from '../../../artifacts/artifact-files.ts';

/** MLflow's FileInfo: an empty file has no size there, as proto3 would leave out a zero. */
export const fileInfo = ({ isDir, bytes }: FolderEntry, path: string) => ({
  path,
  is_dir: isDir,
  ...(!isDir && bytes > 0 && { file_size: bytes }),
});
