import { chartBase, COLOURS, namedAxis, type Chart } from './chart.ts';

/** Test rows in units of cpu (a fraction). */
export interface Judged {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

const DOTS = 800;
const BINS = 40;

/** Evenly spaced rows: so many dots can be told apart. */
function dots<T>(count: number, at: (row: number) => T): T[] {
  const step = Math.max(1, Math.ceil(count / DOTS));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => at(i * step));
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function predictionAgainstActual(algorithm: string, { actual, predicted }: Judged): Chart {
  const points = dots(actual.length, (row) => [
    rounded(actual[row] ?? NaN),
    rounded(predicted[row] ?? NaN),
  ]);
  return {
    name: 'prediction_against_actual.png',
    option: {
      ...chartBase(
        `${algorithm}: prediction against what came`,
        'mean cpu of the next hour, test rows',
      ),
      grid: { left: 84, right: 40, top: 84, bottom: 60 },
      xAxis: { ...namedAxis('actual', 'across'), min: 0, max: 1 },
      yAxis: { ...namedAxis('predicted', 'up'), min: 0, max: 1 },
      series: [
        {
          type: 'scatter',
          data: points,
          symbolSize: 5,
          itemStyle: { color: COLOURS.dots },
        },
        {
          type: 'line',
          data: [
            [0, 0],
            [1, 1],
          ],
          showSymbol: false,
          lineStyle: { color: COLOURS.quiet, type: 'dashed', width: 1 },
        },
      ],
    },
  };
}

/** Actual less predicted: against the prediction, and how often. */
export function residuals(algorithm: string, { actual, predicted }: Judged): Chart {
  const errors = actual.map((value, row) => value - (predicted[row] ?? NaN));
  const widest = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0) || 1;
  const counts = new Array<number>(BINS).fill(0);
  for (const error of errors) {
    const bin = Math.min(BINS - 1, Math.floor(((error + widest) / (2 * widest)) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const points = dots(actual.length, (row) => [
    rounded(predicted[row] ?? NaN),
    rounded(errors[row] ?? NaN),
  ]);
  const middles = counts.map((_, i) => rounded(widest * ((2 * i + 1) / BINS - 1)));
  return {
    name: 'residuals.png',
    option: {
      ...chartBase(`${algorithm}: residuals`, 'actual less predicted cpu, test rows'),
      grid: [
        { left: 84, width: '40%', top: 84, bottom: 60 },
        { left: '60%', right: 40, top: 84, bottom: 60 },
      ],
      xAxis: [
        namedAxis('predicted', 'across'),
        {
          gridIndex: 1,
          type: 'category',
          data: middles,
          name: 'residual',
          nameLocation: 'middle',
          nameGap: 28,
          axisLabel: { interval: 9 },
        },
      ],
      yAxis: [namedAxis('residual', 'up'), { ...namedAxis('rows', 'up'), gridIndex: 1 }],
      series: [
        {
          type: 'scatter',
          data: points,
          symbolSize: 5,
          itemStyle: { color: COLOURS.dots },
        },
        {
          type: 'bar',
          data: counts,
          xAxisIndex: 1,
          yAxisIndex: 1,
          barCategoryGap: '10%',
          color: COLOURS.other,
        },
      ],
    },
  };
}
