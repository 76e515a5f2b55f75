import type { ViewStatistics } from '@headroom/contracts';
import { tableLines } from '../table-lines.ts';

const BARS = '▁▂▃▄▅▆▇█';

/** A line a feature, its histogram drawn. */
export function statisticsLines(statistics: ViewStatistics): string[] {
  const { feature_view, from, to, rows, newest_event_timestamp, features } = statistics;
  const quantiles = Object.keys(features.find(({ numbers }) => numbers)?.numbers?.quantiles ?? {});
  const head = ['FEATURE', 'COUNT', 'MISSING', 'MEAN', 'STD', 'MIN', ...quantiles, 'MAX', ''];
  const newest = newest_event_timestamp ?? 'none';
  return [
    `${feature_view}, ${from} to ${to}: ${rows} rows, newest ${newest}`,
    ...tableLines([
      head.map((name) => name.toUpperCase()),
      ...features.map(({ name, count, missing, numbers }) => [
        name,
        String(count),
        String(missing),
        ...(numbers === null
          ? []
          : [
              shown(numbers.mean),
              shown(numbers.std),
              shown(numbers.min),
              ...quantiles.map((quantile) => shown(numbers.quantiles[quantile] ?? null)),
              shown(numbers.max),
              bars(numbers.histogram.counts),
            ]),
      ]),
    ]),
  ];
}

const shown = (value: number | null): string =>
  value === null ? '' : String(Number(value.toPrecision(5)));

function bars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts
    .map((count) => (count === 0 ? ' ' : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? '')))
    .join('');
}
