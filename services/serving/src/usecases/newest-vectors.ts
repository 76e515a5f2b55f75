import { HeadroomError, ONLINE_VIEWS } from '@headroom/contracts';
import { definitionHash, unpackVector } from '@headroom/feature-engine';
import {
  decodeVector,
  type FeatureVector,
  type OnlineKey,
  type OnlineStore,
} from '@headroom/storage';
import { KeptByGuard } from '../domain/kept-by-guard.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import { clusterKey, onlineClusters, type ClusterGuards } from './online-clusters.ts';

/** Vectors that are kept decoded, of three kilobytes each. */
const MOST_KEPT = 5_000;

interface Decoded {
  readonly vector: FeatureVector;
  readonly cadenceMs: number;
}

export const vectorKey = (entity: string): OnlineKey => ({
  view: ONLINE_VIEWS.serviceVector,
  entity,
});

/** The newest vector of each service. */
class NewestVectors {
  readonly #online: OnlineStore;
  readonly #decoded = new KeptByGuard<Decoded>(MOST_KEPT);
  /** The cluster each service was in when it was last scored: whose guard to ask for along with its vector. */
  readonly #lastCluster = new Map<string, string>();

  constructor(online: OnlineStore) {
    this.#online = online;
  }

  /**
   * In the order of the ids, with the guards of the clusters that the services probably are in; in one round trip where no
   * vector that is kept has changed.
   * @throws NOT_FOUND, UNAVAILABLE for features of another definition
   */
  async read(
    serviceIds: readonly string[],
    cadenceMs: number,
    needsCluster: boolean,
  ): Promise<{ readonly vectors: readonly FeatureVector[]; readonly clusters: ClusterGuards }> {
    const clusterIds = needsCluster ? this.#probableClusters(serviceIds) : [];
    const kept = serviceIds.filter((id) => this.#decoded.has(id));
    const fresh = serviceIds.filter((id) => !this.#decoded.has(id));
    const { values, guards } = await this.#online.readWithGuards(fresh.map(vectorKey), [
      ...kept.map(vectorKey),
      ...clusterIds.map(clusterKey),
    ]);
    const vectors = new Map<string, FeatureVector>();
    const changed: string[] = [];
    kept.forEach((id, i) => {
      const guard = guards[i];
      const last = guard == null ? undefined : this.#decoded.get(id, guard);
      if (last?.cadenceMs === cadenceMs) vectors.set(id, last.vector);
      else changed.push(id);
    });
    const again = changed.length === 0 ? [] : await this.#online.read(changed.map(vectorKey));
    const read = [...values, ...again];
    [...fresh, ...changed].forEach((id, i) => {
      const value = read[i] ?? null;
      const vector = newestVector(id, value?.bytes ?? null, cadenceMs);
      if (value !== null) this.#decoded.keep(id, value, { vector, cadenceMs });
      vectors.set(id, vector);
    });
    if (needsCluster)
      for (const [id, { clusterId }] of vectors) this.#lastCluster.set(id, clusterId);
    return {
      vectors: serviceIds.flatMap((id) => vectors.get(id) ?? []),
      clusters: new Map(clusterIds.map((id, i) => [id, guards[kept.length + i] ?? null])),
    };
  }

  #probableClusters(serviceIds: readonly string[]): string[] {
    const known = onlineClusters(this.#online);
    const guesses = new Set(serviceIds.flatMap((id) => this.#lastCluster.get(id) ?? []));
    return [...guesses].filter((id) => known.has(id));
  }
}

/** @throws NOT_FOUND, UNAVAILABLE */
export function newestVector(
  serviceId: string,
  bytes: Uint8Array | null,
  cadenceMs: number,
): FeatureVector {
  if (bytes === null) {
    throw new HeadroomError(
      'NOT_FOUND',
      `service_id ${JSON.stringify(serviceId)} has no features. Send records of it first, or correct the id.`,
    );
  }
  const vector = decodeVector(bytes);
  const layout = layoutOf(vector.definitionHash, cadenceMs);
  if (layout !== undefined && vector.values.length === layout.columns.length)
    return { ...vector, values: unpackVector(layout, vector.values) };
  throw new HeadroomError(
    'UNAVAILABLE',
    `service_id ${JSON.stringify(serviceId)} has features of definition ${vector.definitionHash}, the model needs ${definitionHash(cadenceMs)}. They are computed anew with its next record.`,
  );
}

const ofStores = new WeakMap<OnlineStore, NewestVectors>();

/** One a store, whoever scores. */
export function newestVectors(online: OnlineStore): NewestVectors {
  const known = ofStores.get(online) ?? new NewestVectors(online);
  ofStores.set(online, known);
  return known;
}
