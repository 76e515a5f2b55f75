import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const program = join(import.meta.dirname, 'run_checks.py');

const Outcomes = z.record(
  z.string(),
  z.object({
    /** What the check observed of the server, freed of ids, names and times of its run. */
    seen: z.record(z.string(), z.unknown()),
    /** Why it broke off. */
    problem: z.string().nullable(),
  }),
);
export type Outcomes = z.output<typeof Outcomes>;

export async function checkTitles(python: string): Promise<readonly string[]> {
  return z.array(z.string()).parse(JSON.parse(await run(python, ['--list'])));
}

/** Runs every check against a server, with the genuine client. */
export async function runChecks(python: string, url: string, out: string): Promise<Outcomes> {
  await run(python, ['--url', url, '--out', out]);
  return Outcomes.parse(JSON.parse(readFileSync(out, 'utf8')));
}

async function run(python: string, args: readonly string[]): Promise<string> {
  const child = spawn(python, ['-B', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  // 1: some check broke off, which its outcome tells.
  if (code === 0 || code === 1) return output.join('');
  throw new Error(`${program} ended with ${code ?? 'a signal'}: ${errors.join('').slice(-2000)}`);
}
