import { ATTRIBUTES, METRIC_NAMES } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';

/** Instruments are looked up each time: the SDK may be set after this module is loaded. */
const meter = () => metrics.getMeter('headroom.features');

/** The producer alone: what follows the first `#` (a seed, a file) would make a series each. */
const byProducer = (source: string) => ({ [ATTRIBUTES.source]: source.replace(/#.*$/, '') });

export const countLate = (source: string): void =>
  meter().createCounter(METRIC_NAMES.recordsLate).add(1, byProducer(source));

export const countDuplicate = (source: string): void =>
  meter().createCounter(METRIC_NAMES.recordsDuplicate).add(1, byProducer(source));

export const countVectors = (count: number): void =>
  meter().createCounter(METRIC_NAMES.featureVectorsPublished).add(count);

export const countClusterJoin = (result: 'hit' | 'miss'): void =>
  meter()
    .createCounter(METRIC_NAMES.clusterJoins)
    .add(1, { [ATTRIBUTES.result]: result });

/** From the broker taking the record to its features being readable online. */
export const recordFreshness = (seconds: number): void =>
  meter().createHistogram(METRIC_NAMES.featureFreshnessSeconds).record(seconds);
