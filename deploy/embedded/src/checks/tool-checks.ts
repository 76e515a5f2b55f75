import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../caller.ts';
import { repoRoot } from '../paths.ts';
import { failed, type Outcome } from './outcome.ts';
import { runProgram } from './run-program.ts';

type Command = readonly [string, ...string[]];

interface ToolCheck {
  readonly name: string;
  /** Run in turn; the check passes when all end with 0. */
  readonly commands: readonly Command[];
}

const contractsProgram = 'libs/contracts/src/generate/main.ts';
const typeScript: Command = [process.execPath, '--disable-warning=ExperimentalWarning'];

export function toolChecks(): readonly [ToolCheck, ...ToolCheck[]] {
  return [
    {
      name: 'lint',
      // ESLint's module boundaries are read from Nx's project graph, which the first command makes.
      commands: [
        ['nx', 'show', 'projects', '--json'],
        ['eslint', '.', '--max-warnings', '0'],
      ],
    },
    { name: 'format', commands: [['prettier', '--check', '.']] },
    { name: 'types', commands: [['tsc', '--noEmit']] },
    { name: 'dead exports', commands: [['knip']] },
    ...(existsSync(join(repoRoot, contractsProgram))
      ? [
          {
            name: 'contracts up to date',
            commands: [[...typeScript, contractsProgram, '--check']] as const,
          },
        ]
      : []),
    {
      name: 'build',
      commands: [[...typeScript, 'deploy/embedded/src/build.ts', '.headroom/dist-check']],
    },
  ];
}

export async function runToolCheck(
  check: ToolCheck,
  logs: string,
  caller: Caller,
): Promise<Outcome> {
  const log = join(logs, `test-${check.name.replaceAll(' ', '-')}.log`);
  for (const command of check.commands) {
    const { code, output } = await runProgram(command, log, caller);
    if (code !== 0) return failed(check.name, output);
  }
  return { name: check.name, passed: 1, skipped: 0, failures: [] };
}
