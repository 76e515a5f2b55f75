/**
 * Child program: one snapshot job. The request is one JSON line on stdin, the answer one on stdout; when stdin closes,
 * whoever asked is gone, and so is the child.
 */
import { createInterface } from 'node:readline';
import { FolderObjectStore, ParquetFiles, Postgres } from '@headroom/storage';
import { runSnapshotJob } from '../../../usecases/run-snapshot-job.ts';
import { PostgresRawWindow } from '../../postgres/postgres-raw-window.ts';
import { ChildRequest, failureOf, type ChildAnswer } from '../child-protocol.ts';

async function answer(line: string): Promise<ChildAnswer> {
  try {
    const { job, postgresUrl, objectRoot, cadenceMs } = ChildRequest.parse(JSON.parse(line));
    const db = new Postgres({
      url: postgresUrl,
      applicationName: 'headroom-features-snapshot',
      maxConnections: 1,
    });
    const ports = {
      rows: new PostgresRawWindow(db),
      objects: await FolderObjectStore.open(objectRoot),
      parquet: await ParquetFiles.open(),
      cadenceMs,
    };
    return { ok: true, result: await runSnapshotJob(ports, job) };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
lines.once('line', (line) => {
  void answer(line).then((given) => {
    process.stdout.write(`${JSON.stringify(given)}\n`, () => process.exit(0));
  });
});
