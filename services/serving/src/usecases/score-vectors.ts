import { setImmediate } from 'node:timers/promises';
import type { PredictionMade } from '@headroom/contracts';
import type { FeatureVector, OnlineStore } from '@headroom/storage';
import type { ClusterView, SeenWindow } from '../domain/cluster-view.ts';
import { predictionOf } from '../domain/prediction.ts';
import type { NoVectorPrediction, ServingModel } from '../domain/serving-model.ts';
import { countClusterJoins } from './metrics.ts';
import { onlineClusters, type ClusterGuards } from './online-clusters.ts';

export type Scored =
  | {
      readonly made: PredictionMade;
      /** What it saw of its cluster. */
      readonly window: SeenWindow | null;
      readonly reason?: never;
    }
  | { readonly made?: never; readonly reason: NoVectorPrediction };

/** Vectors that are scored in one go, some milliseconds; requests are answered before the next ones. */
const SLICE = 64;

/**
 * Scores vectors with one model, in order; the clusters' windows come in one read, if the model needs them at all.
 * @param guards of the clusters' windows, where they came along with the vectors
 */
export async function scoreVectors(
  model: ServingModel,
  vectors: readonly FeatureVector[],
  online: OnlineStore,
  guards?: ClusterGuards,
): Promise<Scored[]> {
  const clusters = model.needsCluster
    ? await onlineClusters(online).views(
        new Set(vectors.map(({ clusterId }) => clusterId)),
        model.bundle.cadenceMs,
        guards,
      )
    : new Map<string, ClusterView>();
  let hits = 0;
  const scored: Scored[] = [];
  for (const [i, vector] of vectors.entries()) {
    if (i > 0 && i % SLICE === 0) await setImmediate();
    const window = clusters.get(vector.clusterId)?.seenAt(vector.bucketEnd) ?? null;
    if (window !== null) hits += 1;
    const score = model.score(vector, window);
    scored.push(
      score.reason === undefined
        ? { made: predictionOf(model, vector, window, score.cpu, score.interval), window }
        : { reason: score.reason },
    );
  }
  if (model.needsCluster) {
    countClusterJoins('hit', hits);
    countClusterJoins('miss', vectors.length - hits);
  }
  return scored;
}
