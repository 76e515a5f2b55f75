import { METRICS } from '../metrics.ts';
import { assertCadence } from '../time/cadence.ts';
import { FEATURE_VIEWS } from './feature-views.ts';
import { RATIO_EPSILON } from './interaction-pairs.ts';
import { VECTOR_COLUMNS } from './vector-layout.ts';
import { LEVEL_WINDOW_MS, ROLLING_WINDOWS, SCALE_FLOOR, scaleMinimumCount } from './windows.ts';

/** Raise it when a value changes its meaning or its bits while every name and parameter stays the same. */
const SEMANTICS_VERSION = 1;

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bit, over UTF-8: it names a definition, it guards against nobody. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv1a64(text: string): string {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}

function canonicalText(cadenceMs: number): string {
  return JSON.stringify({
    semantics: SEMANTICS_VERSION,
    cadenceMs,
    metrics: METRICS,
    views: FEATURE_VIEWS,
    vector: VECTOR_COLUMNS.map((column) => column.name),
    windows: ROLLING_WINDOWS,
    level: { windowMs: LEVEL_WINDOW_MS },
    scale: { floor: SCALE_FLOOR, minimumCount: scaleMinimumCount(cadenceMs) },
    ratioEpsilon: RATIO_EPSILON,
  });
}

const known = new Map<number, string>();

/** 16 hexadecimal digits that name the definitions and the cadence a vector was computed with. */
export function definitionHash(cadenceMs: number): string {
  assertCadence(cadenceMs);
  let hash = known.get(cadenceMs);
  if (hash === undefined) {
    hash = fnv1a64(canonicalText(cadenceMs));
    known.set(cadenceMs, hash);
  }
  return hash;
}
