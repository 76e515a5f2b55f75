/** `npm test`: every check and suite of the default tier, one after the other. The last line is the total. */
import { describeOutcome, notRun, succeeded, summary, type Outcome } from '../checks/outcome.ts';
import { runToolCheck, toolChecks } from '../checks/tool-checks.ts';
import { runVitestSuite } from '../checks/vitest-suite.ts';
import type { Caller } from '../caller.ts';
import { fetchJars } from '../maven.ts';
import { repoRoot, statePaths } from '../paths.ts';
import { pythonInterpreter } from '../python.ts';
import { join } from 'node:path';
import { print, runCommand } from '../terminal.ts';

await runCommand(async ({ stopping }) => {
  const caller: Caller = { progress: print, stopping };
  const { logs } = statePaths(join(repoRoot, '.headroom'));
  const outcomes: Outcome[] = [];
  const take = async (running: Promise<Outcome>) => {
    const startedAt = performance.now();
    const outcome = await running;
    outcomes.push(outcome);
    print(describeOutcome(outcome, (performance.now() - startedAt) / 1000));
  };

  // Downloads of a fresh clone happen beside the checks that don't need them.
  const python = process.env['HEADROOM_PYTHON'] ?? pythonInterpreter(caller);
  const downloads = Promise.all([fetchJars(caller), python]).then(
    ([, interpreter]) => {
      // Suites that train models start their workers with it.
      process.env['HEADROOM_PYTHON'] = interpreter;
      return undefined;
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  for (const check of toolChecks()) await take(runToolCheck(check, logs, caller));
  await take(runVitestSuite('unit', logs, caller));
  const missing = await downloads;
  for (const suite of ['integration', 'e2e']) {
    await take(
      missing === undefined
        ? runVitestSuite(suite, logs, caller)
        : Promise.resolve(notRun(suite, missing)),
    );
  }
  for (const line of summary(outcomes)) print(line);
  return outcomes.every(succeeded) ? 0 : 1;
});
