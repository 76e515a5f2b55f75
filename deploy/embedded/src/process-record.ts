import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A pid file: which process was started, where it listens, and the argument that tells it from a reused pid. */
export interface ProcessRecord {
  readonly pid: number;
  readonly port: number;
  /** Part of the process's command line that only this state folder's process has. */
  readonly mark: string;
}

const fileOf = (run: string, name: string): string => join(run, `${name}.json`);

export function writeRecord(run: string, name: string, record: ProcessRecord): void {
  const file = fileOf(run, name);
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

export function removeRecord(run: string, name: string): void {
  rmSync(fileOf(run, name), { force: true });
}

/** The recorded process if it still runs. A stale file (dead or reused pid) counts as no record. */
export function readLiveRecord(run: string, name: string): ProcessRecord | undefined {
  const file = fileOf(run, name);
  if (!existsSync(file)) return undefined;
  const record = parseRecord(readFileSync(file, 'utf8'));
  if (record === undefined || !isAlive(record.pid)) return undefined;
  return commandLine(record.pid).includes(record.mark) ? record : undefined;
}

function parseRecord(text: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, port, mark } = value as Partial<Record<keyof ProcessRecord, unknown>>;
    if (typeof pid !== 'number' || typeof port !== 'number' || typeof mark !== 'string')
      return undefined;
    return { pid, port, mark };
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/** A dead child that nobody has waited for still has a pid, for instance in a container without an init. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function commandLine(pid: number): string {
  const proc = `/proc/${pid}/cmdline`;
  if (existsSync(proc)) return readFileSync(proc, 'utf8').replaceAll('\0', ' ');
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

/** Asks the process to end; kills it when it has not after `limitMs`. */
export async function stopProcess(
  pid: number,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<void> {
  sendSignal(pid, signal);
  const end = Date.now() + limitMs;
  while (isAlive(pid)) {
    if (Date.now() > end) sendSignal(pid, 'SIGKILL');
    await delay(25);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
