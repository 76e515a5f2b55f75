import { HeadroomError } from '@headroom/contracts';

/** Letters, digits and what run ids and times are made of. No leading dot: hidden names are the store's own. */
const SEGMENT = /^[A-Za-z0-9_~=@+-][A-Za-z0-9._~=@:+-]*$/;
const LONGEST = 900;

/** @throws INVALID_REQUEST for a key that is absolute, climbs (`..`) or holds odd characters. */
export const checkKey = (key: string): string[] => {
  const segments = key.split('/');
  if (key.length <= LONGEST && segments.every((s) => s.length <= 200 && SEGMENT.test(s))) {
    return segments;
  }
  throw new HeadroomError(
    'INVALID_REQUEST',
    `Object key ${JSON.stringify(key.slice(0, 200))} must be names of letters, digits and ._~=@:+- joined by /, none of them beginning with a dot.`,
  );
};
