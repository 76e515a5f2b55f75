import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Caller } from '../caller.ts';
import { repoRoot } from '../paths.ts';

export interface ProgramEnd {
  readonly code: number;
  /** Everything it printed. */
  readonly output: string;
}

/** Runs one of the project's tools to its end with its output in a log file, and says now and then that it still runs. */
export async function runProgram(
  command: readonly [string, ...string[]],
  log: string,
  caller: Caller,
  settings: NodeJS.ProcessEnv = {},
): Promise<ProgramEnd> {
  const [program, ...args] = command;
  const out = openSync(log, 'w');
  const child = spawn(program, args, {
    cwd: repoRoot,
    stdio: ['ignore', out, out],
    env: { ...isolatedEnvironment(process.env), ...settings },
    signal: caller.stopping,
  });
  closeSync(out);
  const startedAt = Date.now();
  const beat = setInterval(() => {
    caller.progress(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }, 30_000);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (error) => {
      // When called off, wait for the end: nothing of it may outlive this command.
      if (error.name !== 'AbortError') reject(error);
    });
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  }).finally(() => clearInterval(beat));
  caller.stopping.throwIfAborted();
  return { code, output: readFileSync(log, 'utf8') };
}

/** A person's own settings must not decide what the tests see; only the stack to test on may be chosen. */
function isolatedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('HEADROOM_') || name === 'HEADROOM_TEST_STACK',
  );
  const path = [join(repoRoot, 'node_modules/.bin'), env['PATH']].join(delimiter);
  return {
    ...Object.fromEntries(kept),
    PATH: path,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: '1',
    NX_DAEMON: 'false',
  };
}
