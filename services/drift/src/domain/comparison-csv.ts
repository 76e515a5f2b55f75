import type { SplitMetrics } from '@headroom/contracts';
import type { RunReport } from './run-report.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
const METRICS = [
  'rows',
  'mae',
  'rmse',
  'r2',
  'mase',
  'relative_mae',
  'seasonal_relative_mae',
  'seasonal_rows',
] as const satisfies readonly (keyof SplitMetrics)[];

/** One line a model and split, the best on test first; what is not known is empty. Names and numbers need no quotes. */
export function comparisonCsv(models: RunReport['models']): string {
  const head = ['model', 'name', 'version', 'champion', 'challenger', 'split', ...METRICS];
  const lines = models.flatMap(({ algorithm, name, version, champion, challenger, metrics }) =>
    SPLITS.map((split) => [
      algorithm,
      name,
      version,
      champion,
      challenger,
      split,
      ...METRICS.map((metric) => metrics[split][metric] ?? ''),
    ]),
  );
  return [head, ...lines].map((line) => `${line.join(',')}\n`).join('');
}
