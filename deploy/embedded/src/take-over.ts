import type { ServiceName } from '@headroom/contracts';
import type { StatePaths } from './paths.ts';
import { readLiveRecord, removeRecord, writeRecord } from './process-record.ts';

const recordName = (name: ServiceName): string => `dev-${name}`;

/** While `npm run dev SERVICE` runs, the supervisor leaves that service to it. */
export const isTakenOver = (paths: StatePaths, name: ServiceName): boolean =>
  readLiveRecord(paths.run, recordName(name)) !== undefined;

export function takeOver(
  paths: StatePaths,
  name: ServiceName,
  port: number,
  mark = 'commands/dev.ts',
): void {
  writeRecord(paths.run, recordName(name), { pid: process.pid, port, mark });
}

export const giveBack = (paths: StatePaths, name: ServiceName): void =>
  removeRecord(paths.run, recordName(name));
