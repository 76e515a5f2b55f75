import { ScalerFit, sequencePlan, serializeRnn } from '@headroom/forecasting';
import { uniform } from '@headroom/statistics';
import { initialWeights } from '../domain/initial-weights.ts';
import type { Fitted, Trainer } from '../domain/trainer.ts';

/** Untrained weights: a model that says what persistence says, or always `bias` scales more. */
export const untrained =
  (change: Partial<Fitted> = {}, bias = 0): Trainer['fit'] =>
  async ({ data: awaited }) => {
    const data = await awaited;
    const columns = [...data.columns.keys()];
    const { channels, calendar, metrics } = sequencePlan(columns);
    const shape = {
      cell: 'gru',
      steps: 24,
      channels,
      calendar: calendar.length,
      units: 4,
      dense: 4,
    } as const;
    const fit = new ScalerFit(metrics);
    fit.add(new Float64Array(metrics.length));
    const weights = initialWeights(shape, uniform(1));
    weights.head.at(-1)?.bias.fill(bias);
    return {
      model: serializeRnn(weights),
      columns,
      scaler: fit.finish(),
      demand: null,
      library: { name: 'made up', version: '1' },
      params: { units: 4 },
      learnt: data.rows.train,
      answers: null,
      importance: null,
      seconds: 2,
      peakMemoryBytes: 5,
      ...change,
    };
  };
