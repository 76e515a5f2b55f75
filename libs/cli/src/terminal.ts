/** A reader that has seen enough (`| head`) ends the program; it is no fault. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs what a command does. What the reader can mend is told in a line on standard error, or as JSON on standard
 * output; anything else keeps its stack trace. Exit code 1 for both.
 */
export async function runAction(json: boolean, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isTold(error)) throw error;
    const { code, message } = error;
    if (json) print(JSON.stringify({ error: { code, message } }, null, 2));
    else process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  }
}

/** By name: a bundled program has classes of its own. */
const isTold = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  ['CommandError', 'HeadroomError'].includes(error.name) &&
  'code' in error &&
  typeof error.code === 'string';
