import {
  all,
  ModelRegistry,
  modelVersions,
  registeredModels,
  type ModelVersion,
} from '@headroom/client';
import type { Command } from 'commander';
import { tableLines, timeText } from './table-lines.ts';
import { answer, trackingCommand } from './tracking.ts';

export function addModels(program: Command): void {
  const group = program
    .command('models')
    .description('registered models, their versions and which is in production');
  trackingCommand(group, 'list', 'every registered model').action((_: unknown, command: Command) =>
    answer(
      command,
      (server) => all(registeredModels(server)),
      (found) =>
        tableLines([
          ['name', 'aliases', 'description'],
          ...found.map(({ name, aliases, description }) => [
            name,
            aliases.map(({ alias, version }) => `${alias} → ${version}`).join(', '),
            description,
          ]),
        ]),
    ),
  );
  trackingCommand(group, 'versions', 'every version of a model')
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      answer(command, (server) => all(modelVersions(server, name)), versionLines),
    );
  trackingCommand(group, 'promote', 'bring a version into production')
    .argument('<name>')
    .argument('<version>', 'its number, or the label it was registered with')
    .action((name: string, version: string, _: unknown, command: Command) =>
      answer(
        command,
        ({ url }) => new ModelRegistry({ registryUri: url }).transitionToProduction(name, version),
        (now) => [`${now.name} version ${now.version} is in production.`],
      ),
    );
}

const versionLines = (found: readonly ModelVersion[]): readonly string[] =>
  tableLines([
    ['version', 'aliases', 'stage', 'created', 'run', 'source'],
    ...found.map((v) => [
      v.version,
      v.aliases.join(', '),
      v.current_stage,
      timeText(v.creation_timestamp),
      v.run_id,
      v.source,
    ]),
  ]);
