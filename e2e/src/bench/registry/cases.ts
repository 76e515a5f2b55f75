import type { LoadRequest } from '../load/load-job.ts';
import { newExperiment, newRun, seedAlias, seedHistory, seedRuns, time } from './seed.ts';
import { get, post, type Side } from './side.ts';

export interface Case {
  readonly title: string;
  readonly clients: number;
  /** What is sent: `part` 0 to warm up, 1 to measure; writes of the two never meet. */
  prepare(side: Side): Promise<(part: 0 | 1) => readonly LoadRequest[]>;
}

const same = (request: LoadRequest) => () => [request];

/** More than any side can take in the time of a measurement, so that no point is sent twice. */
const points = 80_000;
const batches = 5_000;

const searchBody = (experiment: string) => ({
  experiment_ids: [experiment],
  filter: 'metrics.mae > 0.1',
  order_by: ['metrics.mae DESC'],
  max_results: 100,
});

export const searchOf = (runs: number): Case => ({
  title: `search, 100 of ${runs.toLocaleString('en-US')} runs by metric, ordered`,
  clients: 1,
  prepare: async (side) => same(post('runs/search', searchBody(await seedRuns(side, runs)))),
});

export const CASES: readonly Case[] = [
  {
    title: 'log-metric, 8 clients',
    clients: 8,
    prepare: async (side) => {
      const run_id = await newRun(side, await newExperiment(side, 'metric'), 'metric');
      return (part) =>
        Array.from({ length: points }, (_, i) =>
          post('runs/log-metric', {
            run_id,
            key: `loss ${part}`,
            value: 1 / (i + 1),
            timestamp: time + i,
            step: i,
          }),
        );
    },
  },
  {
    title: 'log-batch of 100 metrics',
    clients: 1,
    prepare: async (side) => {
      const run_id = await newRun(side, await newExperiment(side, 'batch'), 'batch');
      return (part) =>
        Array.from({ length: batches }, (_, i) => {
          const metrics = Array.from({ length: 100 }, (_, key) => ({
            key: `m ${part} ${key}`,
            value: i / (key + 1),
            timestamp: time + i,
            step: i,
          }));
          return post('runs/log-batch', { run_id, metrics });
        });
    },
  },
  {
    title: 'create-run, 8 clients',
    clients: 8,
    prepare: async (side) => {
      const experiment_id = await newExperiment(side, 'create');
      const tags = [{ key: 'mlflow.user', value: 'ada' }];
      return same(
        post('runs/create', { experiment_id, run_name: 'a run', start_time: time, tags }),
      );
    },
  },
  {
    title: 'version by alias, 8 clients',
    clients: 8,
    prepare: async (side) => same(get('registered-models/alias', await seedAlias(side))),
  },
  searchOf(1_000),
  {
    title: 'history of 10,000 points',
    clients: 1,
    prepare: async (side) => {
      const run_id = await seedHistory(side, 10_000);
      return same(get('metrics/get-history', { run_id, metric_key: 'loss' }));
    },
  },
];
