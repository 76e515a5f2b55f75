/** `npm test`: every check and suite of the default tier, one after the other. The last line is the total. */
import { join } from 'node:path';
import type { Caller } from '../caller.ts';
import { describeOutcome, notRun, succeeded, summary, type Outcome } from '../checks/outcome.ts';
import { runToolCheck, toolChecks } from '../checks/tool-checks.ts';
import { runVitestSuite } from '../checks/vitest-suite.ts';
import { fetchJars } from '../maven.ts';
import { repoRoot, statePaths } from '../paths.ts';
import { pythonInterpreter } from '../python.ts';
import { print, runCommand } from '../terminal.ts';

const suites = ['unit', 'integration', 'e2e'];

await runCommand(async ({ stopping }) => {
  const caller: Caller = { progress: print, stopping };
  const { logs } = statePaths(join(repoRoot, '.headroom'));
  const outcomes: Outcome[] = [];
  const take = async (run: () => Promise<Outcome>) => {
    const startedAt = performance.now();
    const outcome = await run();
    outcomes.push(outcome);
    print(describeOutcome(outcome, (performance.now() - startedAt) / 1000));
  };

  // Downloads of a fresh clone happen beside the checks that don't need them.
  const downloads = Promise.all([pythonInterpreter(caller), fetchJars(caller)]).then(
    ([python]) => ({ python }),
    (error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }),
  );
  for (const check of toolChecks()) await take(() => runToolCheck(check, logs, caller));
  const needs = await downloads;
  for (const suite of suites) {
    await take(async () =>
      'missing' in needs
        ? notRun(suite, needs.missing)
        : runVitestSuite(suite, needs.python, logs, caller),
    );
  }
  for (const line of summary(outcomes)) print(line);
  return outcomes.every(succeeded) ? 0 : 1;
});
