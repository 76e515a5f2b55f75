import { fitIntervals, type Intervals } from '@headroom/forecasting';
import type { TrainingData } from '../domain/training-data.ts';

/** What intervals are made of: how far, in scales, each service's validation rows were from what was predicted. */
export function validationIntervals(data: TrainingData, predicted: Float64Array): Intervals {
  const residuals = new Map<string, number[]>();
  data.rows.validation.forEach((row, i) => {
    const service = data.services[row] ?? '';
    const residual = ((data.target[row] ?? NaN) - (predicted[i] ?? NaN)) / (data.scale[row] ?? NaN);
    const own = residuals.get(service);
    if (own === undefined) residuals.set(service, [residual]);
    else own.push(residual);
  });
  return fitIntervals(
    new Map([...residuals].map(([service, values]) => [service, Float64Array.from(values)])),
  );
}
