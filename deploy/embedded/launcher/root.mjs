import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. (Node 20.0 has no import.meta.dirname.) */
export const root = resolve(fileURLToPath(import.meta.url), '../../../..');
