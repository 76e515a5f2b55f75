import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import type { StatePaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import {
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

export async function startServer(
  server: EmbeddedServer,
  context: ServerContext,
): Promise<StartedServer> {
  const running = readLiveRecord(context.paths.run, server.name);
  if (running) {
    await waitReady(server, running.port, context, undefined);
    await server.afterReady?.(running.port);
    return { port: running.port, started: false };
  }
  const port = context.settings.ports[server.name];
  for (const each of server.ports(port)) {
    await requireFreePort(each, server.title, portSetting[server.name]);
  }
  const plan = await server.prepare(context);
  const child = launch(server, plan, context, port);
  try {
    await waitReady(server, port, context, child);
    await server.afterReady?.(port);
  } catch (error) {
    await stopServer(server, context.paths);
    throw error;
  }
  return { port, started: true };
}

function launch(
  server: EmbeddedServer,
  plan: LaunchPlan,
  context: ServerContext,
  port: number,
): ChildProcess {
  const log = openSync(logFile(server, context), 'a');
  // Detached: it outlives this command, and a Ctrl-C in the terminal does not reach it before its clients.
  const child = spawn(plan.command, plan.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    ...plan.owner,
  });
  closeSync(log);
  child.on('error', () => undefined); // waitReady sees that there is no pid
  child.unref();
  if (child.pid !== undefined) {
    writeRecord(context.paths.run, server.name, { pid: child.pid, port, mark: plan.mark });
  }
  return child;
}

async function waitReady(
  server: EmbeddedServer,
  port: number,
  context: ServerContext,
  child: ChildProcess | undefined,
): Promise<void> {
  const end = Date.now() + readyLimitMs;
  for (;;) {
    // Read before the probe: a server that died can't have answered it, whoever did.
    const gone = child !== undefined && (child.pid === undefined || child.exitCode !== null);
    if (gone) {
      throw new SetupError(
        `${server.title} stopped while starting (exit code ${child.exitCode ?? 'none'}); ` +
          `the end of ${logFile(server, context)}:\n${logTail(server, context)}`,
      );
    }
    context.caller.stopping.throwIfAborted();
    try {
      await server.probe(port, context);
      return;
    } catch (error) {
      if (Date.now() < end) {
        await delay(50);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new SetupError(
        `${server.title} on port ${port} does not answer (${reason}); see ${logFile(server, context)}, then \`npm run stack stop\`.`,
      );
    }
  }
}

const logFile = (server: EmbeddedServer, context: ServerContext): string =>
  join(context.paths.logs, `${server.name}.log`);

function logTail(server: EmbeddedServer, context: ServerContext): string {
  return readFileSync(logFile(server, context), 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

/** Stops the server of this state folder. Returns whether one ran. */
export async function stopServer(server: EmbeddedServer, paths: StatePaths): Promise<boolean> {
  const record: ProcessRecord | undefined = readLiveRecord(paths.run, server.name);
  if (record) await stopProcess(record.pid, server.stopSignal, stopLimitMs);
  removeRecord(paths.run, server.name);
  return record !== undefined;
}
