import { EntityId, HeadroomError } from '@headroom/contracts';
import { definitionHash, unpackVector } from '@headroom/feature-engine';
import { deadLetter, drop, type Delivered, type Outcome } from '@headroom/messaging';
import { decodeVector, type FeatureVector } from '@headroom/storage';
import { layoutOf } from '../domain/vector-layouts.ts';

export type DecodedVector =
  | { readonly vector: FeatureVector }
  | { readonly vector?: never; readonly isStale: boolean; readonly outcome: Outcome };

/** A message of `features.computed.v1` as a vector of today's definitions, each value in its full place, or what becomes of it. */
export function decodeComputed(message: Delivered, cadenceMs: number): DecodedVector {
  let vector: FeatureVector;
  try {
    vector = decodeVector(message.value ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof HeadroomError) || error.code !== 'INVALID_DATA') throw error;
    return bad(error.message);
  }
  const hash = vector.definitionHash;
  const layout = layoutOf(hash, cadenceMs);
  if (layout === undefined) {
    const why = `STALE_DEFINITION: computed with ${hash}, this release has ${definitionHash(cadenceMs)}`;
    return { isStale: true, outcome: drop(why) };
  }
  if (vector.values.length !== layout.columns.length) {
    return bad(
      `The vector has ${vector.values.length} values, its definition ${hash} ${layout.columns.length}. Publish it anew.`,
    );
  }
  for (const [field, id] of Object.entries({
    service_id: vector.serviceId,
    cluster_id: vector.clusterId,
  })) {
    if (!EntityId.safeParse(id).success) {
      return bad(`${field} ${JSON.stringify(id)} is no id; use 1 to 128 of A-Z a-z 0-9 . _ : / -`);
    }
  }
  return { vector: { ...vector, values: unpackVector(layout, vector.values) } };
}

const bad = (message: string): DecodedVector => ({
  isStale: false,
  outcome: deadLetter('BAD_VECTOR', message),
});
