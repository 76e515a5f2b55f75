/** `npm run test:chaos`, `npm run test:peers [-- WORD]`: one of the tiers that `npm test` leaves out, by its name in vitest.config.ts. */
import { join } from 'node:path';
import type { Caller } from '../caller.ts';
import { describeOutcome, succeeded, summary } from '../checks/outcome.ts';
import { runVitestSuite } from '../checks/vitest-suite.ts';
import { fetchJars } from '../maven.ts';
import { repoRoot, statePaths } from '../paths.ts';
import { pythonInterpreter } from '../python.ts';
import { SetupError } from '../setup-error.ts';
import { print, runCommand } from '../terminal.ts';

await runCommand(async ({ stopping }) => {
  const [tier, ...words] = process.argv.slice(2);
  if (tier === undefined)
    throw new SetupError('Usage: npm run test:chaos | test:peers [-- WORD in a file name]');
  const caller: Caller = { progress: print, stopping };
  const { logs } = statePaths(join(repoRoot, '.headroom'));
  const [python] = await Promise.all([pythonInterpreter(caller), fetchJars(caller)]);
  const startedAt = performance.now();
  const outcome = await runVitestSuite(tier, python, logs, caller, words);
  print(describeOutcome(outcome, (performance.now() - startedAt) / 1000));
  for (const line of summary([outcome])) print(line);
  return succeeded(outcome) ? 0 : 1;
});
