import { resolve } from 'node:path';
import { ExperimentComparison } from '@headroom/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { answer, trackingCommand } from './tracking.ts';

const Options = z.object({ export: z.string(), experiment: z.array(z.string()).optional() });

export function addCompare(program: Command, env: NodeJS.ProcessEnv): void {
  trackingCommand(program, 'compare', 'runs with params and metrics, as a CSV file')
    .option('--export <file>', 'where to write it', 'reports/model_comparison.csv')
    .option('--experiment <name...>', 'only of these experiments')
    .action((given: unknown, command: Command) => {
      const { export: file, experiment: experimentNames } = Options.parse(given);
      // npm runs us in the project's folder; names are meant from where the user stands.
      const outputPath = resolve(env['INIT_CWD'] ?? process.cwd(), file);
      return answer(
        command,
        ({ url }) =>
          new ExperimentComparison({ trackingUri: url }).exportComparison({
            outputPath,
            ...(experimentNames && { experimentNames }),
          }),
        ({ path, runs }) => [`Wrote ${runs} runs to ${path}.`],
      );
    });
}
