import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HeadroomError } from '@headroom/contracts';

const KEPT_ERRORS = 4_000;

export interface Conversation<T> {
  /** For messages: `the lightgbm worker`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Asked for once the child is starting, and sent as one JSON line. The child's stdin stays open until the end: when it closes, the child must exit. */
  readonly request: () => unknown;
  /** Reads a line of the child's stdout; what it returns, if anything, is the child's answer. It may throw. */
  readonly onLine: (line: string) => T | undefined;
  readonly onStart?: (pid: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts a program, sends it one request and waits for its end.
 * @throws what `request` threw; the signal's reason once it is aborted and the child is gone; what `onLine` threw; TASK_FAILED if the child
 * ended without an answer, with the end of what it wrote to stderr
 */
export async function converse<T>(conversation: Conversation<T>): Promise<T> {
  const { name, command, args, environment, request, onLine, onStart, signal } = conversation;
  signal.throwIfAborted();
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  let answer: T | undefined;
  let refused: Error | undefined;
  let errors = '';
  try {
    const refuse = (error: unknown): void => {
      refused ??= error instanceof Error ? error : new Error(String(error));
      kill();
    };
    const ended = new Promise<string>((resolve, reject) => {
      child.once('error', (error) => {
        reject(new HeadroomError('TASK_FAILED', `${name} did not start: ${error.message}`));
      });
      child.once('close', (code, by) => resolve(by ?? `exit code ${code ?? 'unknown'}`));
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    // A child that dies at once takes the pipe with it; its exit tells why.
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-KEPT_ERRORS);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (refused !== undefined) return;
      try {
        answer ??= onLine(line);
      } catch (error) {
        refuse(error);
      }
    });
    void (async () => {
      child.stdin.write(`${JSON.stringify(await request())}\n`);
    })().catch(refuse);
    const end = await ended;
    signal.throwIfAborted();
    if (refused !== undefined) throw refused;
    if (answer !== undefined) return answer;
    throw new HeadroomError(
      'TASK_FAILED',
      `${name} ended (${end}) without an answer${errors === '' ? '' : `: ${errors.trim()}`}`,
    );
  } finally {
    signal.removeEventListener('abort', kill);
    child.stdin.destroy();
  }
}
