import type { ArrivalSeq } from '@headroom/contracts';

/** A service's feature vector of one bucket, as it lies in the online store and rides in `features.computed.v1`. */
export interface FeatureVector {
  /** Names the definitions (and so the order and meaning of `values`). */
  readonly definitionHash: string;
  readonly serviceId: string;
  readonly clusterId: string;
  /** Epoch ms. */
  readonly bucketEnd: number;
  /** The highest arrival_seq of any in-time record inside any of the vector's windows or lags. */
  readonly revision: ArrivalSeq;
  /** Whether the bucket was still open: more records may follow. */
  readonly open: boolean;
  /** NaN is a missing value. */
  readonly values: Float64Array;
}
