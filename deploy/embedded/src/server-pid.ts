import { statePaths } from './paths.ts';
import { readLiveRecord } from './process-record.ts';
import type { ServerName } from './settings.ts';

/** The first process of a stack's server, if it runs: for those who measure it. */
export const serverPid = (home: string, server: ServerName): number | undefined =>
  readLiveRecord(statePaths(home).run, server)?.pid;
