import { HeadroomError } from '@headroom/contracts';
import type { OnlineEntry, OnlineKey, OnlineValue } from './online-store.ts';

/** A stored value is its guard, two little-endian doubles (exact up to 2^53), and then its bytes. */
export const GUARD_BYTES = 16;

/** @throws INVALID_REQUEST for a guard that would not compare. */
export const checkGuard = ({ view, entity, bucketEnd, revision }: OnlineEntry): void => {
  for (const [field, value] of Object.entries({ bucketEnd, revision })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new HeadroomError(
        'INVALID_REQUEST',
        `${field} of ${view} for ${entity} is ${value}, must be a whole number from 0 to 2^53.`,
      );
    }
  }
};

export const pack = ({ bucketEnd, revision, bytes }: OnlineValue): Buffer => {
  const packed = Buffer.allocUnsafe(GUARD_BYTES + bytes.length);
  packed.writeDoubleLE(bucketEnd, 0);
  packed.writeDoubleLE(revision, 8);
  packed.set(bytes, GUARD_BYTES);
  return packed;
};

/** @throws INVALID_DATA for what `pack` did not write. */
export const unpack = (key: OnlineKey, packed: Buffer): OnlineValue => {
  if (packed.length < GUARD_BYTES) {
    throw new HeadroomError(
      'INVALID_DATA',
      `The online value of ${key.view} for ${key.entity} has ${packed.length} bytes, must have ${GUARD_BYTES} at least; delete it and let it be written anew.`,
    );
  }
  return {
    bucketEnd: packed.readDoubleLE(0),
    revision: packed.readDoubleLE(8),
    bytes: packed.subarray(GUARD_BYTES),
  };
};
