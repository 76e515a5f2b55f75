import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  readonly seconds: number;
  /** User and system, of the process and of all that it started. */
  readonly cpuSeconds: number;
  /** Most resident memory of the process and all that it started, at one moment. */
  readonly peakBytes: number;
}

const SAMPLE_MS = 25;
/** bash knows what ended children have used, to the millisecond; its words stand last on stderr. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; time "$@"';

/** Runs a command to its end and tells what it took. Its stdin stays open after the request, if there is one. Linux. */
export async function measured(
  command: readonly string[],
  request?: string,
): Promise<Usage & { readonly output: string }> {
  const child = spawn('bash', ['-c', TIMED, 'measured', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (request !== undefined) child.stdin.write(`${request}\n`);
  let [output, errors, peakBytes] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBelow(child.pid ?? 0));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(sampling);
  child.stdin.destroy();
  const [seconds = NaN, user = NaN, system = NaN] = (errors.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  if (code !== 0 || Number.isNaN(seconds))
    throw new Error(`${command.join(' ')} ended with ${String(code)}: ${errors || output}`);
  return { seconds, cpuSeconds: user + system, peakBytes, output };
}

/** Of the descendants, not of the process itself. */
function residentBelow(pid: number): number {
  let bytes = 0;
  for (const child of childrenOf(pid)) bytes += resident(child) + residentBelow(child);
  return bytes;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
};

function childrenOf(pid: number): number[] {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return threads.flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

const resident = (pid: number): number =>
  1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
