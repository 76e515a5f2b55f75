import type { RecommendationMade } from '@headroom/contracts';
import type { ServiceScaling } from './service-scaling.ts';

/** A recommendation and the vector that it followed from: see `causeId`. */
export interface CausedRecommendation {
  readonly causeId: string;
  readonly made: RecommendationMade;
}

/** What the rule knows of each service, and every recommendation that it made. */
export interface RecommendationStore {
  /** Recommendations that these vectors caused before, in the order in which they were made. */
  causedBy(causeIds: readonly string[]): Promise<CausedRecommendation[]>;
  /** Of the services that are known. */
  scalings(serviceIds: readonly string[]): Promise<Map<string, ServiceScaling>>;
  /**
   * Keeps both together or neither. A recommendation that is there stands as it was first made, a scaling of a later version
   * too. Answers what now stands, in the order of those given.
   */
  save(
    scalings: ReadonlyMap<string, ServiceScaling>,
    made: readonly CausedRecommendation[],
  ): Promise<CausedRecommendation[]>;
}
