import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { HeadroomError } from '@headroom/contracts';
import type { SnapshotJob, SnapshotJobResult, SnapshotRunner } from '../../domain/snapshot-job.ts';
import { ChildAnswer, type ChildRequest } from './child-protocol.ts';

/** Runs each job in a process of its own: a snapshot of months must not stop the stream. */
export class ChildSnapshotRunner implements SnapshotRunner {
  readonly #program: string;
  readonly #settings: Omit<ChildRequest, 'job'>;

  /** @param program path of the bundled child program */
  constructor(program: string, settings: Omit<ChildRequest, 'job'>) {
    this.#program = program;
    this.#settings = settings;
  }

  async run(job: SnapshotJob, signal: AbortSignal): Promise<SnapshotJobResult> {
    signal.throwIfAborted();
    const child = spawn(process.execPath, [this.#program], { stdio: ['pipe', 'pipe', 'pipe'] });
    const kill = () => void child.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    try {
      const exited = new Promise<string>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, by) => resolve(by ?? `exit code ${code ?? 'unknown'}`));
      });
      // A child that dies at once takes the pipe with it; its exit tells why.
      child.stdin.on('error', () => undefined);
      const request: ChildRequest = { ...this.#settings, job };
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const [output, errors, end] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        exited,
      ]);
      signal.throwIfAborted();
      return resultOf(output, errors, end);
    } finally {
      signal.removeEventListener('abort', kill);
      child.stdin.destroy();
    }
  }
}

function resultOf(output: string, errors: string, end: string): SnapshotJobResult {
  const answer = ChildAnswer.safeParse(parseJson(output));
  if (!answer.success) {
    throw new HeadroomError(
      'TASK_FAILED',
      `the snapshot process ended (${end}) without an answer: ${errors.trim().slice(-2_000)}`,
    );
  }
  if (answer.data.ok) return answer.data.result;
  throw new HeadroomError(answer.data.error.code, answer.data.error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
