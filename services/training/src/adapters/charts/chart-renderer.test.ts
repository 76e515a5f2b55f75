import { describe, expect, it } from 'vitest';
import { featureImportance } from '../../domain/charts/feature-importance.ts';
import { learningCurves } from '../../domain/charts/learning-curves.ts';
import { predictionAgainstActual, residuals } from '../../domain/charts/predictions.ts';
import { CHART_SIZE, type Chart } from '../../domain/charts/chart.ts';
import { renderChart } from './chart-renderer.ts';

const actual = Float64Array.from({ length: 500 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 9));
const predicted = actual.map((value, i) => value + 0.05 * Math.sin(i * i));
const figures = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => [`cpu_roll_24h_feature_${i}`, 1 / (1 + i)]),
);
const history = Array.from({ length: 60 }, (_, i) => ({
  round: i + 1,
  rounds: 150,
  train: 1 / (i + 2),
  validation: 0.1 + 1 / (i + 3),
}));

const CHARTS: readonly Chart[] = [
  featureImportance('lightgbm', { kind: 'gain', own: figures, shap: figures }),
  predictionAgainstActual('lightgbm', { actual, predicted }),
  residuals('lightgbm', { actual, predicted }),
  learningCurves('lightgbm', history),
];

/** The size that a PNG tells in its header. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

describe('renderChart', () => {
  it.each(CHARTS.map((chart) => [chart.name, chart] as const))(
    'draws %s as a PNG, the same bytes each time',
    async (_, chart) => {
      const png = await renderChart(chart);
      expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
      expect(sizeOf(png)).toEqual(CHART_SIZE);
      // Text and marks: an empty picture of this size is a few kilobytes.
      expect(png.length).toBeGreaterThan(12_000);
      expect(await renderChart(chart)).toEqual(png);
    },
  );
});
