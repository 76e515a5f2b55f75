import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { saveBody } from '../adapters/save-body.ts';
import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { ArtifactFile } from '../mlflow/answers.ts';
import type { Copying } from './copying.ts';

/** Where the files of a run or of a logged model are listed and read. */
export interface FilePlace {
  readonly list: {
    readonly path: string;
    readonly query: Record<string, string>;
    readonly folder: string;
  };
  readonly read: {
    readonly path: string;
    readonly query: Record<string, string>;
    readonly file: string;
  };
}

export const runFiles = (runId: string): FilePlace => ({
  list: { path: 'artifacts/list', query: { run_id: runId }, folder: 'path' },
  read: { path: '/get-artifact', query: { run_uuid: runId }, file: 'path' },
});

export const modelFiles = (modelId: string): FilePlace => ({
  list: {
    path: `logged-models/${modelId}/artifacts/directories`,
    query: {},
    folder: 'artifact_directory_path',
  },
  read: {
    path: `/ajax-api/2.0/mlflow/logged-models/${modelId}/artifacts/files`,
    query: {},
    file: 'artifact_file_path',
  },
});

const Listing = z.object({ files: z.array(ArtifactFile).default([]) });

/** Every file below, in all folders. */
async function* filesOf(
  server: MlflowServer,
  list: FilePlace['list'],
  folder?: string,
): AsyncGenerator<ArtifactFile> {
  const query = { ...list.query, ...(folder === undefined ? {} : { [list.folder]: folder }) };
  const { files } = await server.get(list.path, query, Listing);
  for (const file of files) {
    if (file.is_dir) yield* filesOf(server, list, file.path);
    else yield file;
  }
}

/** Uploads what the target does not have yet. A file is there whole or not at all, so its size tells. */
export async function copyFiles(
  { source, target, outcome }: Copying,
  from: FilePlace,
  to: FilePlace,
  targetUri: string,
): Promise<void> {
  const there = new Map<string, number | undefined>();
  for await (const file of filesOf(target, to.list)) there.set(file.path, file.file_size);
  const folder = await mkdtemp(join(tmpdir(), 'headroom-copy-'));
  try {
    for await (const { path, file_size } of filesOf(source, from.list)) {
      if (there.has(path) && there.get(path) === file_size) continue;
      const body = await source.download(from.read.path, {
        ...from.read.query,
        [from.read.file]: path,
      });
      const file = await saveBody(body, join(folder, 'file'));
      await target.upload(file, `${targetUri}/${path}`);
      outcome.files += 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
