import { copyRegistry, type CopyOutcome } from '@headroom/client';
import type { Command } from 'commander';
import { answer, trackingCommand } from './tracking.ts';

export function addCopy(program: Command): void {
  const group = program
    .command('registry')
    .description('everything of the model registry, from and to other MLflow servers');
  add(group, 'import', 'copy everything of another MLflow server into ours', (ours, url) => ({
    from: url,
    to: ours,
  }));
  add(group, 'export', 'copy everything of ours to another MLflow server', (ours, url) => ({
    from: ours,
    to: url,
  }));
}

function add(
  group: Command,
  name: string,
  description: string,
  ends: (ours: string, url: string) => { readonly from: string; readonly to: string },
): void {
  trackingCommand(group, name, `${description}; started again it goes on where it was`)
    .argument('<url>', 'of the other server')
    .action((url: string, _: unknown, command: Command) =>
      answer(
        command,
        (server) =>
          copyRegistry({
            ...ends(server.url, url),
            // On standard error: standard output is for the outcome.
            progress: (line) => void process.stderr.write(`${line}\n`),
          }),
        copyLines,
      ),
    );
}

const copyLines = (outcome: CopyOutcome): readonly string[] => [
  `Copied ${outcome.runs} runs of ${outcome.experiments} experiments (${outcome.runsAlreadyThere} runs were there), ` +
    `${outcome.metricPoints} points of metrics, ${outcome.files} files, ${outcome.loggedModels} logged models, ` +
    `${outcome.versions} versions of ${outcome.registeredModels} registered models.`,
  ...(outcome.notCopied.length === 0 ? [] : ['Not copied:']),
  ...outcome.notCopied.map((line) => `  ${line}`),
];
