import type { BatchBuckets } from '@headroom/feature-engine';
import { METRIC_COUNT } from '@headroom/feature-engine';

/** `input.json`: what each library is to do with `input.bin`. */
export interface FeaturesJob {
  readonly rows: number;
  readonly services: number;
  readonly cadenceMinutes: number;
  /** In one process: the first is cold, the others are warm. */
  readonly repetitions: number;
  /** Every so manieth row of the result is written down and compared. */
  readonly step: number;
}

/** What a library prints of each repetition, in seconds; and the process's most resident bytes until then. */
export interface Repetition {
  readonly cpu: number;
  /** Of that in the kernel: of a cold batch, it is the pages of its output that are touched for the first time. */
  readonly system: number;
  readonly wall: number;
  readonly peak: number;
}

const FIRST_END = Date.UTC(2025, 0, 1);
const MISSING_SHARE = 0.01;

/** Columns one after the other: end, service, the metrics. The same numbers for the same job. */
export function makeInput({ rows, services, cadenceMinutes }: FeaturesJob): Float64Array {
  const input = new Float64Array((2 + METRIC_COUNT) * rows);
  const perService = rows / services;
  const next = random(7);
  for (let row = 0; row < rows; row++) {
    input[row] = FIRST_END + ((row % perService) + 1) * cadenceMinutes * 60_000;
    input[rows + row] = Math.floor(row / perService);
  }
  for (let i = 2 * rows; i < input.length; i++) input[i] = next() < MISSING_SHARE ? NaN : next();
  return input;
}

/** The input as the engine takes it: views, not copies. */
export function bucketsOf(input: Float64Array, { rows, services }: FeaturesJob): BatchBuckets[] {
  const perService = rows / services;
  const arrivalSeqs = new Float64Array(perService).map((_, i) => i);
  return Array.from({ length: services }, (_, service) => {
    const column = (c: number) => {
      const from = c * rows + service * perService;
      return input.subarray(from, from + perService);
    };
    return {
      ends: column(0),
      metrics: Array.from({ length: METRIC_COUNT }, (_, m) => column(2 + m)),
      arrivalSeqs,
    };
  });
}

/** Lehmer's generator, uniform in (0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
