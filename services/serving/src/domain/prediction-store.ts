import type { ComputedPrediction } from './prediction.ts';

/** Every prediction that was made, and the services that vectors were seen of. */
export interface PredictionStore {
  /**
   * Keeps predictions by id; one that is there already stands as it was first made. Answers what now stands, in the
   * order of the ids given.
   */
  save(predictions: readonly ComputedPrediction[]): Promise<ComputedPrediction[]>;
  /** The prediction as it was first made, or null. */
  find(id: string): Promise<ComputedPrediction | null>;
  /** Notes services, so that a new champion can be asked about each of them. */
  remember(serviceIds: readonly string[]): Promise<void>;
  /** Services noted, after the given one in order of id; at most `limit`. */
  services(after: string, limit: number): Promise<string[]>;
}
