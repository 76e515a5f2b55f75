import { join } from 'node:path';
import { z } from 'zod';
import { runPython } from '../run-python.ts';

const program = join(import.meta.dirname, 'run.py');

const Outcome = z.object({
  name: z.string(),
  passed: z.boolean(),
  expected: z.string(),
  seen: z.string(),
  /** Why the sides are to differ; empty when they are not. */
  because: z.string(),
});
export type Outcome = z.output<typeof Outcome>;

export async function checkNames(python: string): Promise<readonly string[]> {
  return z.array(z.string()).parse(JSON.parse(await run(python, ['list'])));
}

/** @param repository whose registry the client reads */
export async function runChecks(
  python: string,
  repository: string,
  url: string,
  side: 'genuine' | 'headroom',
): Promise<ReadonlyMap<string, Outcome>> {
  const output = await run(python, ['check', repository, '--url', url, '--side', side]);
  const lines = output.trim().split('\n');
  const outcomes = lines.map((line) => Outcome.parse(JSON.parse(line)));
  return new Map(outcomes.map((outcome) => [outcome.name, outcome]));
}

/** Exit status 1 says that checks failed, which their lines tell; without lines the program itself has failed. */
async function run(python: string, args: readonly string[]): Promise<string> {
  const output = await runPython(python, program, args, [0, 1]);
  if (output === '') throw new Error(`run.py ${args.join(' ')} printed nothing`);
  return output;
}
