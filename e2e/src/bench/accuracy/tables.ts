import { ALGORITHMS, GUIDE_MAE } from '@headroom/contracts';
import { markdownTable } from '../measure/results.ts';
import type { PipelineRun } from '../runs/pipeline-runs.ts';
import type { Figures } from './figures.ts';
import type { Events } from './side-models.ts';

export const backtestTable = (
  runs: readonly { label: string; figures: readonly Figures[] }[],
): string =>
  markdownTable([
    [
      'seed',
      'model',
      'test rows',
      'MAE',
      '/ persistence',
      '/ day before',
      '× noise floor',
      'coverage',
    ],
    ...runs.flatMap(({ label, figures }) =>
      figures.map((f) => [
        label,
        f.algorithm,
        String(f.rows),
        figure(f.mae, 4),
        figure(f.persistence),
        figure(f.seasonal),
        figure(f.floor),
        coverage(f),
      ]),
    ),
  ]);

export function pipelineTable(runs: readonly (PipelineRun & { readonly seed: number })[]): string {
  const under = (name: string, value: (run: (typeof runs)[number]) => string) => [
    name,
    ...runs.flatMap((run) => ['', value(run)]),
    '',
  ];
  return markdownTable([
    [
      'model',
      ...runs.flatMap(({ seed }) => [`seed ${seed}: MAE / persistence`, 'MAE']),
      "guide's MAE*",
    ],
    ...ALGORITHMS.map((algorithm) => [
      algorithm,
      ...runs.flatMap(({ results }) => {
        const model = results.trained.find((trained) => trained.algorithm === algorithm);
        const star = results.challenger.algorithm === algorithm ? ' ★' : '';
        const test = model?.metrics.test;
        return [`${figure(test?.relative_mae)}${star}`, figure(test?.mae, 4)];
      }),
      String(GUIDE_MAE[algorithm]),
    ]),
    under('noise floor', ({ results }) => figure(results.noiseFloor, 4)),
    under('pipeline, seconds', ({ seconds }) => figure(seconds, 1)),
  ]);
}

export const eventsTable = (runs: readonly { label: string; events: Events }[]): string =>
  markdownTable([
    [
      'seed',
      'test rows',
      'events',
      'PR-AUC',
      'recall at 90 % precision',
      'threshold of validation: precision',
      'recall',
    ],
    ...runs.map(({ label, events }) => [
      label,
      String(events.rows),
      String(events.positives),
      figure(events.pr_auc),
      percent(events.recall),
      events.chosen_precision === null ? '' : percent(events.chosen_precision),
      percent(events.chosen_recall),
    ]),
  ]);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const coverage = (figures: Figures | undefined): string =>
  figures === undefined
    ? ''
    : `${percent(figures.coverage)} (${percent(figures.lowest)} – ${percent(figures.highest)})`;

export function figure(value: number | null | undefined, digits = 3): string {
  return value?.toFixed(digits) ?? '';
}
