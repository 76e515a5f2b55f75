/** `npm test`: every check and suite of the default tier, one after the other. The last line is the total. */
import { join } from 'node:path';
import type { Caller } from '../caller.ts';
import { describeOutcome, notRun, succeeded, summary, type Outcome } from '../checks/outcome.ts';
import { runToolCheck, toolChecks } from '../checks/tool-checks.ts';
import { runVitestSuite } from '../checks/vitest-suite.ts';
import { withLock } from '../lock.ts';
import { fetchJars } from '../maven.ts';
import { repoRoot, statePaths } from '../paths.ts';
import { pythonInterpreter } from '../python.ts';
import { print, runCommand } from '../terminal.ts';

const suites = ['unit', 'integration', 'e2e'];

await runCommand(async ({ stopping }) => {
  const caller: Caller = { progress: print, stopping };
  const { logs, run } = statePaths(join(repoRoot, '.headroom'));
  const waiting = 'Another `npm test` runs in this checkout; waiting for its end …';
  return withLock(join(run, 'test.lock'), waiting, caller, () => testEverything(logs, caller));
});

async function testEverything(logs: string, caller: Caller): Promise<number> {
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
  // Lint takes as long as all the others together.
  const [lint, ...others] = toolChecks();
  const inTurn = async () => {
    for (const check of others) await take(() => runToolCheck(check, logs, caller));
  };
  await Promise.all([take(() => runToolCheck(lint, logs, caller)), inTurn()]);
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
}
