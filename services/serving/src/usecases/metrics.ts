import { ATTRIBUTES, METRIC_NAMES, type RecommendationMade } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';
import type { RefusedChampion } from '../domain/refused-champion.ts';
import type { NoVectorPrediction } from '../domain/serving-model.ts';

/** Instruments are looked up each time: the SDK may be set after this module is loaded. */
const meter = () => metrics.getMeter('headroom.serving');

export const countPredictions = (count: number): void =>
  meter().createCounter(METRIC_NAMES.predictionsMade).add(count);

export const countShadows = (count: number): void =>
  meter().createCounter(METRIC_NAMES.predictionsShadow).add(count);

/** 1 while a version carries the alias champion and cannot be loaded. */
export const gaugeRefused = ({ name, version, code }: RefusedChampion, value: 0 | 1): void =>
  meter()
    .createGauge(METRIC_NAMES.championRefused)
    .record(value, {
      [ATTRIBUTES.model]: name,
      [ATTRIBUTES.modelVersion]: version,
      [ATTRIBUTES.reason]: code,
    });

export type SkipReason = NoVectorPrediction | 'NO_MODEL' | 'STALE_DEFINITION';

export const countSkipped = (reason: SkipReason): void =>
  meter()
    .createCounter(METRIC_NAMES.predictionsSkipped)
    .add(1, { [ATTRIBUTES.reason]: reason });

/** Whether a row found the cluster window that its model needs. */
export const countClusterJoins = (result: 'hit' | 'miss', count: number): void => {
  if (count === 0) return;
  meter()
    .createCounter(METRIC_NAMES.clusterJoins)
    .add(count, { [ATTRIBUTES.result]: result });
};

/** Final ones, by what they advise and why. */
export const countRecommendations = (made: readonly RecommendationMade[]): void => {
  const counter = meter().createCounter(METRIC_NAMES.recommendationsMade);
  for (const { provisional, action, reason } of made) {
    if (!provisional) counter.add(1, { [ATTRIBUTES.result]: action, [ATTRIBUTES.reason]: reason });
  }
};
