import {
  all,
  ensureExperiment,
  experimentByName,
  experiments,
  setLifecycle,
} from '@headroom/client';
import type { Command } from 'commander';
import { tableLines, timeText } from '../../table-lines.ts';
import { answer, trackingCommand } from './tracking.ts';

export function addExperiments(program: Command): void {
  const group = program.command('experiments').description('experiments of the model registry');
  trackingCommand(group, 'list', 'every experiment that is not deleted').action(
    (_: unknown, command: Command) =>
      answer(
        command,
        (server) => all(experiments(server)),
        (found) =>
          tableLines([
            ['id', 'name', 'created'],
            ...found.map((e) => [e.experiment_id, e.name, timeText(e.creation_time)]),
          ]),
      ),
  );
  trackingCommand(group, 'create', 'an experiment; the one of that name if there is one')
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      answer(
        command,
        async (server) => ({ experiment_id: await ensureExperiment(server, name) }),
        ({ experiment_id }) => [`${name} has the id ${experiment_id}.`],
      ),
    );
  trackingCommand(group, 'delete', 'an experiment with its runs; can be restored')
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      answer(
        command,
        async (server) => {
          const { experiment_id } = await experimentByName(server, name);
          await setLifecycle(server, experiment_id, 'delete');
          return { experiment_id };
        },
        ({ experiment_id }) => [
          `Deleted ${name}. To restore it: headroom experiments restore ${name} (id ${experiment_id})`,
        ],
      ),
    );
  trackingCommand(group, 'restore', 'a deleted experiment with its runs')
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      answer(
        command,
        async (server) => {
          const { experiment_id } = await experimentByName(server, name);
          await setLifecycle(server, experiment_id, 'restore');
          return { experiment_id };
        },
        () => [`Restored ${name}.`],
      ),
    );
}
