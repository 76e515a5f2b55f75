import { createScorer } from '@headroom/forecasting';
import { COLUMNS } from './models.ts';
import type { ScoredModel } from './scored-models.ts';

const ROWS = 64;
const WARMUP = 5_000;
const SCORES = 20_000;

/** Microseconds, p50 and p99, of one row by the model alone, in this process. */
export function scoreAlone({ bundle, content }: ScoredModel): { p50: number; p99: number } {
  const scorer = createScorer(bundle, content).forColumns(COLUMNS);
  const rows = Array.from({ length: ROWS }, (_, i) =>
    Float64Array.from(COLUMNS, (_, k) => (1 + ((i * 31 + k * 17) % 97)) / 98),
  );
  const score = (i: number): number => scorer.cpu(rows[i % ROWS] ?? new Float64Array(0), null);
  let sum = 0;
  for (let i = 0; i < WARMUP; i++) sum += score(i);
  const times = new Float64Array(SCORES);
  for (let i = 0; i < SCORES; i++) {
    const from = performance.now();
    sum += score(i);
    times[i] = 1000 * (performance.now() - from);
  }
  if (Number.isNaN(sum)) throw new Error(`the ${bundle.algorithm} gave no number`);
  times.sort();
  const at = (share: number): number => times[Math.floor(share * SCORES)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
