import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import type { StatePaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import {
  isAlive,
  readLiveRecord,
  removeRecord,
  stopProcess,
  writeRecord,
  type ProcessRecord,
} from './process-record.ts';
import { portSetting, type ServerName, type StackSettings } from './settings.ts';
import { SetupError } from './setup-error.ts';

export interface ServerContext {
  readonly settings: StackSettings;
  readonly paths: StatePaths;
  readonly caller: Caller;
}

export interface LaunchPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** See {@link ProcessRecord.mark}. */
  readonly mark: string;
}

export interface EmbeddedServer {
  readonly name: ServerName;
  readonly title: string;
  readonly stopSignal: NodeJS.Signals;
  /** What it says on starting while an earlier process still holds its data folder. */
  readonly stillHeld: RegExp;
  /** Every port it will listen on. */
  ports(port: number): readonly number[];
  /** Fetches the program, makes the data folder where there is none, and says how to run it. */
  prepare(context: ServerContext): Promise<LaunchPlan>;
  /** Resolves when the server answers its own protocol and is the one of this state folder; else rejects. */
  probe(port: number, context: ServerContext): Promise<void>;
  /** What must exist on the server before anyone uses it. */
  afterReady?(port: number): Promise<void>;
}

export interface StartedServer {
  readonly port: number;
  /** False when it ran already. */
  readonly started: boolean;
}

const readyLimitMs = 90_000;
const stopLimitMs = 30_000;
/** A killed server's last processes can hold its data folder a little longer. */
const releaseLimitMs = 10_000;

/** Fails when a server that is to be started could not listen. */
export async function requirePorts(server: EmbeddedServer, context: ServerContext): Promise<void> {
  if (readLiveRecord(context.paths.run, server.name)) return;
  for (const port of server.ports(context.settings.ports[server.name])) {
    await requireFreePort(port, server.title, portSetting[server.name]);
  }
}

export async function startServer(
  server: EmbeddedServer,
  context: ServerContext,
): Promise<StartedServer> {
  const running = readLiveRecord(context.paths.run, server.name);
  if (running) {
    const gone = () => !isAlive(running.pid);
    if (await becomesReady(server, running.port, context, gone)) {
      return { port: running.port, started: false };
    }
    await requirePorts(server, context); // it was just being killed
  }
  const plan = await server.prepare(context);
  const end = Date.now() + releaseLimitMs;
  for (;;) {
    const failure = await launch(server, plan, context);
    if (failure === undefined) return { port: context.settings.ports[server.name], started: true };
    if (Date.now() > end || !server.stillHeld.test(failure)) throw new SetupError(failure);
    await delay(500, undefined, { signal: context.caller.stopping });
  }
}

/** Starts the process and waits until it is ready. Returns what is wrong when it ends instead. */
async function launch(
  server: EmbeddedServer,
  plan: LaunchPlan,
  context: ServerContext,
): Promise<string | undefined> {
  const port = context.settings.ports[server.name];
  const logFile = logOf(server, context);
  const log = openSync(logFile, 'a');
  const logStart = fstatSync(log).size;
  // Detached: it outlives this command, and a Ctrl-C in the terminal does not reach it before its clients.
  const child = spawn(plan.command, plan.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    ...plan.owner,
  });
  closeSync(log);
  child.on('error', () => undefined); // there is no pid then, which is seen below
  child.unref();
  if (child.pid !== undefined) {
    writeRecord(context.paths.run, server.name, { pid: child.pid, port, mark: plan.mark });
  }
  const gone = () =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  try {
    if (await becomesReady(server, port, context, gone)) return undefined;
  } catch (error) {
    await stopServer(server, context.paths);
    throw error;
  }
  const how = child.signalCode ?? `exit code ${child.exitCode ?? 'none'}`;
  const said = readFileSync(logFile).subarray(logStart).toString('utf8').trimEnd().split('\n');
  return [
    `${server.title} stopped while starting (${how}); the end of ${logFile}:`,
    ...said.slice(-8),
  ].join('\n');
}

/** False when the process ends instead. */
async function becomesReady(
  server: EmbeddedServer,
  port: number,
  context: ServerContext,
  gone: () => boolean,
): Promise<boolean> {
  const end = Date.now() + readyLimitMs;
  for (let pause = 50; ; pause = Math.min(pause * 1.3, 500)) {
    // Asked before the probe: a server that ended can't have answered it, whoever did.
    if (gone()) return false;
    context.caller.stopping.throwIfAborted();
    try {
      await server.probe(port, context);
      await server.afterReady?.(port);
      return true;
    } catch (error) {
      if (Date.now() < end) {
        await delay(pause);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new SetupError(
        `${server.title} on port ${port} does not answer (${reason}); see ${logOf(server, context)}, then \`npm run stack stop\`.`,
      );
    }
  }
}

const logOf = (server: EmbeddedServer, context: ServerContext): string =>
  join(context.paths.logs, `${server.name}.log`);

/** Stops the server of this state folder. Returns whether one ran. */
export async function stopServer(server: EmbeddedServer, paths: StatePaths): Promise<boolean> {
  const record: ProcessRecord | undefined = readLiveRecord(paths.run, server.name);
  if (record) await stopProcess(record.pid, server.stopSignal, stopLimitMs);
  removeRecord(paths.run, server.name);
  return record !== undefined;
}
