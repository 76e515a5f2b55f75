import type { CausedRecommendation, RecommendationStore } from './recommendation-store.ts';
import type { ServiceScaling } from './service-scaling.ts';

export class MemoryRecommendationStore implements RecommendationStore {
  readonly made = new Map<string, CausedRecommendation>();
  readonly known = new Map<string, ServiceScaling>();

  async causedBy(causeIds: readonly string[]): Promise<CausedRecommendation[]> {
    const asked = new Set(causeIds);
    return [...this.made.values()].filter(({ causeId }) => asked.has(causeId));
  }

  async scalings(serviceIds: readonly string[]): Promise<Map<string, ServiceScaling>> {
    const asked = new Set(serviceIds);
    return new Map([...this.known].filter(([id]) => asked.has(id)));
  }

  async save(
    scalings: ReadonlyMap<string, ServiceScaling>,
    made: readonly CausedRecommendation[],
  ): Promise<CausedRecommendation[]> {
    for (const [id, scaling] of scalings) {
      const { version } = this.known.get(id) ?? { version: -1 };
      if (version < scaling.version) this.known.set(id, scaling);
    }
    return made.map((one) => {
      const id = one.made.recommendation_id;
      const first = this.made.get(id) ?? one;
      this.made.set(id, first);
      return first;
    });
  }
}
