import type { Importance } from '../trainer.ts';
import { chartBase, COLOURS, type Chart } from './chart.ts';

const SHOWN = 20;

const KINDS: Readonly<Record<string, string>> = {
  gain: 'gain of its splits',
  prediction_values_change: 'change of the prediction',
};

/** The features that weigh most by mean absolute SHAP value, and what the library itself says of them. */
export function featureImportance(algorithm: string, { kind, own, shap }: Importance): Chart {
  const names = Object.keys(shap)
    .toSorted((a, b) => (shap[b] ?? 0) - (shap[a] ?? 0))
    .slice(0, SHOWN)
    // The first category of an axis is its lowest.
    .reverse();
  const total = Object.values(own).reduce((sum, value) => sum + value, 0);
  const panel = (gridIndex: number) => ({
    xAxis: { gridIndex, type: 'value' as const, splitNumber: 4 },
    yAxis: {
      gridIndex,
      type: 'category' as const,
      data: names,
      axisLabel: { show: gridIndex === 0, interval: 0, fontSize: 12 },
      axisTick: { show: false },
    },
  });
  const [left, right] = [panel(0), panel(1)];
  const heading = (text: string, at: string) => ({
    text,
    left: at,
    top: 62,
    textStyle: { fontSize: 13, fontWeight: 'normal' as const },
  });
  const base = chartBase(`What ${algorithm} goes by`, '');
  return {
    name: 'feature_importance.png',
    option: {
      ...base,
      title: [
        base.title,
        heading('mean |SHAP value| of z, test rows', '25%'),
        heading(`${KINDS[kind] ?? kind}, % of all`, '66%'),
      ],
      grid: [
        { left: '25%', width: '36%', top: 88, bottom: 36 },
        { left: '66%', width: '30%', top: 88, bottom: 36 },
      ],
      xAxis: [left.xAxis, right.xAxis],
      yAxis: [left.yAxis, right.yAxis],
      series: [
        {
          type: 'bar',
          data: names.map((name) => shap[name] ?? 0),
          color: COLOURS.ours,
        },
        {
          type: 'bar',
          data: names.map((name) => (100 * (own[name] ?? 0)) / (total || 1)),
          xAxisIndex: 1,
          yAxisIndex: 1,
          color: COLOURS.other,
        },
      ],
    },
  };
}
