import { createHash } from 'node:crypto';
import { globSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  CommandError,
  HttpService,
  importFiles,
  outcomeLines,
  readMapping,
  type ImportOutcome,
} from '@headroom/cli';
import type { Caller } from '../caller.ts';
import { SetupError } from '../setup-error.ts';
import type { RunningServices } from '../supervisor.ts';
import { stateFolder } from '../settings.ts';
import { print } from '../terminal.ts';
import type { Job } from './job.ts';

/**
 * A folder of CSV and Parquet files, in a state folder of its own: its records are of another time and cadence than the
 * generated ones.
 */
export function folderJob(caller: NodeJS.ProcessEnv, data: string, map: string | undefined): Job {
  // npm runs us in the project's folder; names are meant from where the user stands.
  const from = caller['INIT_CWD'] ?? process.cwd();
  const folder = resolve(from, data);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new SetupError(
      `--data: ${folder} is no folder; name one that holds CSV or Parquet files.`,
    );
  }
  // Told before minutes go into setting up what then has nothing to read.
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  if (!names.some((name) => /\.(csv|parquet)$/i.test(name))) {
    throw new SetupError(
      `--data: ${folder} holds no .csv or .parquet file; name a folder that holds some.`,
    );
  }
  const mapping = map === undefined ? null : orSetupError(() => readMapping(resolve(from, map)));
  const env = {
    HEADROOM_CADENCE: '5m',
    HEADROOM_HOME: join('.headroom', `data-${shortHash(folder)}`),
    ...caller,
  };
  return {
    env,
    conf: async (services, { stopping }) => {
      const outcome = await importFolder(services, folder, mapping, stopping);
      for (const line of outcomeLines(outcome)) print(line);
      warnOfOlder(stateFolder(env), outcome.import_id);
      print('');
      return { source: 'store', dataset: outcome.dataset, as_of: outcome.dataset.last_event };
    },
    goOn: async (services) => {
      print('The services stay up. Try, with the name of a service:');
      print(`  curl ${services.url('serving')}/api/v1/predictions/SERVICE`);
      print(`  curl ${services.url('features')}/api/v1/features/SERVICE`);
    },
  };
}

async function importFolder(
  services: RunningServices,
  folder: string,
  mapping: unknown,
  stopping: Caller['stopping'],
): Promise<ImportOutcome> {
  const service = (name: 'ingestion' | 'validation') =>
    new HttpService(name, services.url(name), stopping);
  try {
    return await importFiles(
      { ingestion: service('ingestion'), validation: service('validation') },
      { paths: [folder], mapping },
    );
  } catch (error) {
    throw asSetupError(error);
  }
}

/** What is stored is never changed: rows that come again, older than what is known of their service, count as late. */
function warnOfOlder(home: string, importId: string): void {
  const others = globSync('data/raw/import_*.parquet', { cwd: home }).filter(
    (file) => !file.includes(importId),
  );
  if (others.length === 0) return;
  print(`The folder held other files at an earlier import: changed rows of then count as late.`);
  print(`To begin anew, delete ${home}.`);
}

const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

function orSetupError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asSetupError(error);
  }
}

const asSetupError = (error: unknown): unknown =>
  error instanceof CommandError ? new SetupError(error.message) : error;
