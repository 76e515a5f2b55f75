import { createHash } from 'node:crypto';
import { canonicalText } from '@headroom/feature-definitions';

/** SHA-256, in hexadecimal digits: equal definitions have equal hashes, in whatever order their keys stand. */
export const contentHash = (content: unknown): string =>
  createHash('sha256').update(canonicalText(content)).digest('hex');
