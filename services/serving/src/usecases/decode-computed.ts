import { EntityId, HeadroomError } from '@headroom/contracts';
import { definitionHash, VECTOR_LENGTH } from '@headroom/feature-engine';
import { deadLetter, drop, type Delivered, type Outcome } from '@headroom/messaging';
import { decodeVector, type FeatureVector } from '@headroom/storage';

export type DecodedVector =
  | { readonly vector: FeatureVector }
  | { readonly vector?: never; readonly isStale: boolean; readonly outcome: Outcome };

/** A message of `features.computed.v1` as a vector of today's definitions, or what becomes of it. */
export function decodeComputed(message: Delivered, cadenceMs: number): DecodedVector {
  let vector: FeatureVector;
  try {
    vector = decodeVector(message.value ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof HeadroomError) || error.code !== 'INVALID_DATA') throw error;
    return bad(error.message);
  }
  const hash = definitionHash(cadenceMs);
  if (vector.definitionHash !== hash) {
    const why = `STALE_DEFINITION: computed with ${vector.definitionHash}, this release has ${hash}`;
    return { isStale: true, outcome: drop(why) };
  }
  if (vector.values.length !== VECTOR_LENGTH) {
    return bad(
      `The vector has ${vector.values.length} values, its definition ${hash} ${VECTOR_LENGTH}. Publish it anew.`,
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
  return { vector };
}

const bad = (message: string): DecodedVector => ({
  isStale: false,
  outcome: deadLetter('BAD_VECTOR', message),
});
