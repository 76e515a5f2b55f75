import { SetupError } from './setup-error.ts';

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Progress and errors go to standard error, so that `--json` output stays clean. */
export const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Runs a command's body. What the reader can mend is one line; anything else keeps its stack trace. */
export async function runCommand(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    report(error instanceof SetupError ? error.message : ((error as Error).stack ?? String(error)));
    process.exitCode = 1;
  }
}
