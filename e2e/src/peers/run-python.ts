import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a peer's program to its end. @returns what it printed; @throws with the end of its errors for other exit codes */
export async function runPython(
  python: string,
  program: string,
  args: readonly string[],
  exitCodes: readonly number[] = [0],
): Promise<string> {
  const child = spawn(python, ['-B', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  if (code !== null && exitCodes.includes(code)) return output;
  const ended = `${program} ${args.join(' ')} ended with ${code ?? 'a signal'}`;
  throw new Error(`${ended}:\n${errors.slice(-2000)}`);
}
