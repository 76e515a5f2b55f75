import {
  ExperimentComparison,
  all,
  experimentByName,
  metricHistory,
  runById,
  runs,
  type Run,
} from '@headroom/client';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { tableLines, timeText } from '../../table-lines.ts';
import { answer, trackingCommand } from './tracking.ts';

const ListOptions = z.object({
  experiment: z.string(),
  filter: z.string().optional(),
  orderBy: z.array(z.string()).optional(),
  limit: z.number(),
});
const BestOptions = z.object({
  experiment: z.string(),
  metric: z.string(),
  mode: z.enum(['min', 'max']),
});

export function addRuns(program: Command): void {
  const group = program.command('runs').description('runs of an experiment');
  trackingCommand(group, 'list', 'runs with their latest metrics')
    .requiredOption('--experiment <name>')
    .option(
      '--filter <text>',
      "in MLflow's words: \"metrics.mae < 0.1 and params.model = 'lightgbm'\"",
    )
    .option('--order-by <field...>', 'for example "metrics.mae ASC"')
    .option('--limit <number>', 'at most so many', positive, 100)
    .action((given: unknown, command: Command) => {
      const { experiment, filter, orderBy, limit } = ListOptions.parse(given);
      return answer(
        command,
        async (server) => {
          const { experiment_id } = await experimentByName(server, experiment);
          const search = {
            experimentIds: [experiment_id],
            filter,
            orderBy,
            pageSize: Math.min(limit, 1000),
          };
          const found: Run[] = [];
          for await (const run of runs(server, search)) if (found.push(run) === limit) break;
          return found;
        },
        runLines,
      );
    });
  trackingCommand(group, 'get', 'one run with all it logged')
    .argument('<run-id>')
    .action((runId: string, _: unknown, command: Command) =>
      answer(command, (server) => runById(server, runId), describeRun),
    );
  trackingCommand(group, 'best', 'the run with the least or greatest value of a metric')
    .requiredOption('--experiment <name>')
    .requiredOption('--metric <key>')
    .option('--mode <min|max>', 'which value is best', mode, 'min')
    .action((given: unknown, command: Command) => {
      const { experiment: experimentName, ...query } = BestOptions.parse(given);
      return answer(
        command,
        ({ url }) =>
          new ExperimentComparison({ trackingUri: url }).getBestRun({ experimentName, ...query }),
        describeRun,
      );
    });
  trackingCommand(group, 'metrics', 'every point of one metric of a run')
    .argument('<run-id>')
    .argument('<metric>')
    .action((runId: string, metric: string, _: unknown, command: Command) =>
      answer(
        command,
        (server) => all(metricHistory(server, runId, metric)),
        (points) =>
          tableLines([
            ['step', 'time', 'value'],
            ...points.map((p) => [String(p.step), timeText(p.timestamp), String(p.value)]),
          ]),
      ),
    );
}

const runLines = (found: readonly Run[]): readonly string[] =>
  tableLines([
    ['run', 'name', 'status', 'started', 'metrics'],
    ...found.map(({ info, data }) => [
      info.run_id,
      info.run_name,
      info.status,
      timeText(info.start_time),
      data.metrics.map(({ key, value }) => `${key} ${value}`).join(', '),
    ]),
  ]);

function describeRun({ info, data }: Run): readonly string[] {
  const section = (title: string, pairs: readonly { key: string; value: string | number }[]) =>
    pairs.length === 0
      ? []
      : [`${title}:`, ...tableLines(pairs.map(({ key, value }) => [`  ${key}`, String(value)]))];
  return [
    `${info.run_name} (${info.run_id}), ${info.status}, started ${timeText(info.start_time)}`,
    ...section('metrics', data.metrics),
    ...section('params', data.params),
    ...section('tags', data.tags),
  ];
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number above 0.');
}

function mode(text: string): string {
  if (text === 'min' || text === 'max') return text;
  throw new InvalidArgumentError('Give min or max.');
}
