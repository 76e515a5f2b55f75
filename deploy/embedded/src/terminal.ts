import type { Caller } from './caller.ts';
import { SetupError } from './setup-error.ts';
import { stopSignal } from './stop-signal.ts';

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Progress and errors go to standard error, so that `--json` output stays clean. */
export const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What a shell reports of a program that Ctrl-C ended. */
const interrupted = 130;

/**
 * Runs a command's body and sets the exit code that it returns. What the reader can mend is one line; anything else
 * keeps its stack trace.
 */
export async function runCommand(body: (caller: Caller) => Promise<number>): Promise<void> {
  const stopping = stopSignal();
  try {
    process.exitCode = await body({ progress: report, stopping });
  } catch (error) {
    if (stopping.aborted) {
      process.exitCode = interrupted;
      return;
    }
    report(error instanceof SetupError ? error.message : ((error as Error).stack ?? String(error)));
    process.exitCode = 1;
  }
}
