import type { ComputedPrediction } from './prediction.ts';
import type { PredictionStore } from './prediction-store.ts';

export class MemoryPredictionStore implements PredictionStore {
  readonly predictions = new Map<string, ComputedPrediction>();
  readonly known = new Set<string>();

  async save(predictions: readonly ComputedPrediction[]): Promise<ComputedPrediction[]> {
    return predictions.map((prediction) => {
      const id = prediction.made.prediction_id;
      const first = this.predictions.get(id) ?? prediction;
      this.predictions.set(id, first);
      return first;
    });
  }

  async find(id: string): Promise<ComputedPrediction | null> {
    return this.predictions.get(id) ?? null;
  }

  async remember(serviceIds: readonly string[]): Promise<void> {
    for (const id of serviceIds) this.known.add(id);
  }

  async services(after: string, limit: number): Promise<string[]> {
    return [...this.known]
      .filter((id) => id > after)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .slice(0, limit);
  }
}
