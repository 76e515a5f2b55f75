import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runPython } from '../run-python.ts';

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

/** 1: some check broke off, which its outcome tells. */
const run = (python: string, args: readonly string[]): Promise<string> =>
  runPython(python, program, args, [0, 1]);
