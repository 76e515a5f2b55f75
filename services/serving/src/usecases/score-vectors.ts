import { setImmediate } from 'node:timers/promises';
import { ONLINE_VIEWS, type PredictionMade } from '@headroom/contracts';
import type { FeatureVector, OnlineStore } from '@headroom/storage';
import type { ClusterView, SeenWindow } from '../domain/cluster-view.ts';
import { DecodedClusters } from '../domain/decoded-clusters.ts';
import { predictionOf } from '../domain/prediction.ts';
import type { NoVectorPrediction, ServingModel } from '../domain/serving-model.ts';
import { countClusterJoins } from './metrics.ts';

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

/** Scores vectors with one model, in order; the clusters' windows come in one read, if the model needs them at all. */
export async function scoreVectors(
  model: ServingModel,
  vectors: readonly FeatureVector[],
  online: OnlineStore,
): Promise<Scored[]> {
  const clusters = model.needsCluster
    ? await readClusters(new Set(vectors.map(({ clusterId }) => clusterId)), model, online)
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

/** Windows change once a bucket, and are looked at with every request. */
const decoded = new DecodedClusters();

async function readClusters(
  clusterIds: ReadonlySet<string>,
  { bundle }: ServingModel,
  online: OnlineStore,
): Promise<Map<string, ClusterView>> {
  const ids = [...clusterIds];
  const found = await online.read(
    ids.map((entity) => ({ view: ONLINE_VIEWS.clusterWindows, entity })),
  );
  return new Map(
    found.flatMap((value, i) =>
      value === null
        ? []
        : [[ids[i] ?? '', decoded.view(ids[i] ?? '', value.bytes, bundle.cadenceMs)]],
    ),
  );
}
