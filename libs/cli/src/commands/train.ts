import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../adapters/http-service.ts';
import { print, runAction } from '../terminal.ts';
import { trainLines } from '../train/outcome-lines.ts';
import { trainConf } from '../train/train-conf.ts';
import { trainModels } from '../train/train-models.ts';

const Options = z.object({
  model: z.array(z.string()).default([]),
  set: z.array(z.string()).default([]),
  seed: z.int().optional(),
  source: z.string().optional(),
  json: z.boolean().default(false),
});

export function addTrain(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('train')
    .description('train models on what the store holds, register and compare them')
    .option('--model <name>', 'this model alone; again for another', collect)
    .option(
      '--set <name=value>',
      'a parameter; lightgbm.max_depth=6 for one of several models',
      collect,
    )
    .option('--seed <number>', 'of the fit', whole)
    .addOption(
      new Option('--source <source>', 'generated data for a first run, the store after').choices([
        'generate',
        'store',
      ]),
    )
    .option('--json', 'print the outcome as JSON')
    .action(async (given: unknown) => {
      const { model, set, seed, source, json } = Options.parse(given);
      await runAction(json, async () => {
        const orchestrator = HttpService.at('orchestrator', env);
        const outcome = await trainModels(
          {
            orchestrator,
            follow: (path) => orchestrator.events(path),
            tell: (line) => void process.stderr.write(`${line}\n`),
          },
          trainConf({ models: model, set, seed, source }),
        );
        if (json) print(JSON.stringify(outcome, null, 2));
        else for (const line of trainLines(outcome)) print(line);
        if (outcome.state !== 'success') process.exitCode = 1;
      });
    });
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

function whole(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value)) return value;
  throw new InvalidArgumentError('Give a whole number.');
}
