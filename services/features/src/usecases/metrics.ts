import { ATTRIBUTES, METRIC_NAMES } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';

/** Instruments are looked up each time: the SDK may be set after this module is loaded. */
const meter = () => metrics.getMeter('headroom.features');

/** The producer alone: what follows the first `#` (a seed, a file) would make a series each. */
const byProducer = (source: string) => ({ [ATTRIBUTES.source]: source.replace(/#.*$/, '') });

export const countDuplicates = (source: string, count: number): void =>
  meter().createCounter(METRIC_NAMES.recordsDuplicate).add(count, byProducer(source));

export const countVectors = (count: number): void =>
  meter().createCounter(METRIC_NAMES.featureVectorsPublished).add(count);

export const countClusterJoin = (result: 'hit' | 'miss'): void =>
  meter()
    .createCounter(METRIC_NAMES.clusterJoins)
    .add(1, { [ATTRIBUTES.result]: result });

/** Together they tell the late ratio; late ones have a counter of their own as well. */
export function countJudged(
  source: string,
  verdict: 'in_time' | 'late' | 'admitted',
  count: number,
): void {
  meter()
    .createCounter(METRIC_NAMES.recordsJudged)
    .add(count, { ...byProducer(source), [ATTRIBUTES.result]: verdict });
  if (verdict !== 'late') return;
  meter().createCounter(METRIC_NAMES.recordsLate).add(count, byProducer(source));
}

/** How far behind its service's newest record each record came, in event time; 0 for one in order. */
export const recordLateness = (seconds: readonly number[]): void => {
  const histogram = meter().createHistogram(METRIC_NAMES.recordLatenessSeconds);
  for (const one of seconds) histogram.record(one);
};

/** Event time, in seconds since 1970, before which a record of the producer's newest service would be late. */
export const tellWatermark = (source: string, seconds: number): void =>
  meter().createGauge(METRIC_NAMES.featureWatermarkSeconds).record(seconds, byProducer(source));

/** Buckets that closed without a cpu_utilization. */
export const countIncomplete = (count: number): void =>
  meter().createCounter(METRIC_NAMES.bucketsIncomplete).add(count);

export const countParity = (result: 'match' | 'mismatch'): void =>
  meter()
    .createCounter(METRIC_NAMES.parityChecks)
    .add(1, { [ATTRIBUTES.result]: result });

/** From the broker taking each record to its features being readable online. */
export const recordFreshness = (seconds: readonly number[]): void => {
  const histogram = meter().createHistogram(METRIC_NAMES.featureFreshnessSeconds);
  for (const one of seconds) histogram.record(one);
};
