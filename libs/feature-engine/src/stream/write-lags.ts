import { VECTOR_OFFSETS } from '../definitions/vector-layout.ts';
import { LAG_COUNT } from '../definitions/windows.ts';
import { METRIC_COUNT } from '../metrics.ts';
import { at } from '../typed-array.ts';
import type { BucketRing } from './bucket-ring.ts';

/** Writes the lags of the bucket at `end` into its vector: missing where the bucket k cadences earlier is absent. */
export function writeLags(ring: BucketRing, end: number, vector: Float64Array): void {
  for (let lag = 1; lag <= LAG_COUNT; lag++) {
    const place = ring.find(end - lag * ring.cadenceMs);
    for (let m = 0; m < METRIC_COUNT; m++) {
      const column = VECTOR_OFFSETS.lag + m * LAG_COUNT + lag - 1;
      vector[column] = place < 0 ? NaN : at(ring.values, place + m);
    }
  }
}
