import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { secludedData } from './postgres-place.ts';
import { isAlive, readLiveRecord, stopProcess } from './process-record.ts';

/** State folders of tests are named after the process that owns them. */
export const testFolderPrefix = `test-${process.pid}-`;

/** Ends and deletes what tests left in the folder that were killed before they could clean up. */
export async function removeLostTestFolders(parent: string): Promise<void> {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const owner = /^test-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const home = join(parent, name);
    await Promise.all(
      recordNames(join(home, 'run')).map((record) => kill(join(home, 'run'), record)),
    );
    rmSync(secludedData(home), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}

const recordNames = (run: string): string[] =>
  (existsSync(run) ? readdirSync(run) : [])
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'));

async function kill(run: string, name: string): Promise<void> {
  const record = readLiveRecord(run, name);
  if (record) await stopProcess(record.pid, 'SIGKILL', 0);
}
