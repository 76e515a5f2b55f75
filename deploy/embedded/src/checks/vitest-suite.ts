import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../caller.ts';
import { failed, notRun, type Outcome } from './outcome.ts';
import { runProgram } from './run-program.ts';
import { readVitestReport } from './vitest-report.ts';

/** Runs one project of vitest.config.ts, or those of its files whose path holds one of the words. */
export async function runVitestSuite(
  name: string,
  python: string,
  logs: string,
  caller: Caller,
  words: readonly string[] = [],
): Promise<Outcome> {
  const report = join(logs, `test-${name}.json`);
  rmSync(report, { force: true });
  const { code, output } = await runProgram(
    [
      ...(['vitest', 'run', '--project', name, '--passWithNoTests'] as const),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...words,
    ],
    join(logs, `test-${name}.log`),
    caller,
    { HEADROOM_PYTHON: python },
  );
  if (!existsSync(report)) {
    return code === 0 ? notRun(name, 'it has no test files') : failed(name, output);
  }
  return readVitestReport(name, readFileSync(report, 'utf8'), output);
}
