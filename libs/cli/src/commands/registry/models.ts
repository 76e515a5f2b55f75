import {
  all,
  ModelRegistry,
  registeredModels,
  versionsWithAliases,
  type AliasMove,
  type ModelVersion,
} from '@headroom/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { tableLines, timeText } from '../../table-lines.ts';
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
      answer(command, (server) => versionsWithAliases(server, name), versionLines),
    );
  trackingCommand(group, 'promote', 'bring a version into production')
    .argument('<name>')
    .argument('<version>', 'its number, or the label it was registered with')
    .option('--reason <text>', 'kept in the history')
    .action((name: string, version: string, given: unknown, command: Command) =>
      answer(
        command,
        ({ url }) => registryAt(url).transitionToProduction(name, version, Reason.parse(given)),
        inProduction,
      ),
    );
  trackingCommand(group, 'rollback', 'bring back the version that was in production before')
    .argument('<name>')
    .option('--reason <text>', 'kept in the history')
    .action((name: string, given: unknown, command: Command) =>
      answer(
        command,
        ({ url }) => registryAt(url).rollback(name, Reason.parse(given)),
        inProduction,
      ),
    );
  trackingCommand(group, 'history', 'which version was in production when, by whom and why')
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      answer(command, ({ url }) => registryAt(url).productionHistory(name), historyLines),
    );
}

const Reason = z.object({ reason: z.string().optional() });

const registryAt = (registryUri: string): ModelRegistry => new ModelRegistry({ registryUri });

const inProduction = ({ name, version }: ModelVersion): readonly string[] => [
  `${name} version ${version} is in production.`,
];

const historyLines = (moves: readonly AliasMove[]): readonly string[] =>
  tableLines([
    ['since', 'version', 'by', 'reason'],
    ...moves.map(({ changed_at, version, changed_by, reason }) => [
      timeText(changed_at),
      version === null ? 'none' : String(version),
      changed_by,
      reason,
    ]),
  ]);

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
