import type { Progress } from '../trainer.ts';
import { chartBase, COLOURS, namedAxis, type Chart } from './chart.ts';

/** Loss by round, on what was learnt from and on what was not. */
export function learningCurves(algorithm: string, history: readonly Progress[]): Chart {
  const line = (name: string, color: string, of: (progress: Progress) => number | null) => ({
    type: 'line' as const,
    name,
    color,
    showSymbol: history.length < 12,
    data: history.flatMap((progress) => {
      const value = of(progress);
      return value === null ? [] : [[progress.round, Number(value.toPrecision(5))]];
    }),
  });
  return {
    name: 'learning_curves.png',
    option: {
      ...chartBase(`${algorithm}: learning curves`, 'mean absolute error of z'),
      legend: { right: 40, top: 24 },
      grid: { left: 84, right: 40, top: 84, bottom: 60 },
      xAxis: { ...namedAxis('round', 'across'), min: 1, max: history.at(-1)?.round ?? 1 },
      yAxis: { ...namedAxis('loss', 'up'), scale: true },
      series: [
        line('training', COLOURS.ours, ({ train }) => train),
        line('validation', COLOURS.other, ({ validation }) => validation),
      ],
    },
  };
}
