import fc from 'fast-check';
import type { WorkloadRecord } from '../index.ts';
import { CADENCE_MINUTES, DAY_MS, HOUR_MS, latenessMs, METRIC_COUNT, MINUTE_MS } from '../index.ts';

/** A service's log as the engine may meet it: bursts, gaps, jumps, partial records, disorder, late ones, duplicates. */
export interface Log {
  readonly cadenceMs: number;
  /** Handler batches, in arrival order; late records included. */
  readonly batches: readonly (readonly WorkloadRecord[])[];
}

/** Panes of every window begin here. */
const PANE_START = 2850 * 7 * DAY_MS;

type Step = { kind: 'next' | 'same' | 'back' | 'gap' | 'jump'; by: number; seed: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant('next' as const), weight: 12 },
    { arbitrary: fc.constant('same' as const), weight: 2 },
    { arbitrary: fc.constant('back' as const), weight: 4 },
    { arbitrary: fc.constant('gap' as const), weight: 2 },
    { arbitrary: fc.constant('jump' as const), weight: 1 },
  ),
  // Unbiased: else most logs would hardly move.
  by: fc.noBias(fc.nat(9_999)).map((n) => n / 10_000),
  seed: fc.integer(),
});

/** Erratic: as drawn. Calm: no gaps. Dense: every hour has its record, so that even the longest window is full. */
type Pace = 'erratic' | 'calm' | 'dense';

function kindAt(pace: Pace, kind: Step['kind']): Step['kind'] {
  return pace !== 'erratic' && (kind === 'gap' || kind === 'jump') ? 'next' : kind;
}

function advance(
  newest: number,
  previous: number,
  step: Step,
  pace: Pace,
  cadence: number,
): number {
  switch (kindAt(pace, step.kind)) {
    case 'same':
      return previous;
    case 'next':
      return newest + Math.ceil(pace === 'dense' ? cadence : step.by * 1.4 * cadence);
    case 'back':
      // A quarter of what comes from the past is late.
      return newest - Math.floor(step.by * 1.33 * latenessMs(cadence));
    case 'gap':
      return newest + Math.ceil(step.by * 10 * HOUR_MS);
    case 'jump':
      return newest + Math.ceil(step.by * 9 * DAY_MS);
  }
}

/** A generator of numbers in [0, 1): mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const scales = [1, 1, 900, 400, 12_000, 250, 1, 20];

/** Values with plateaus, zeros and missing ones, in the ranges that validation lets through. */
export function metricsOf(seed: number): Float64Array {
  const next = numbers(seed);
  const isPartial = next() < 0.3;
  return Float64Array.from({ length: METRIC_COUNT }, (_, m) => {
    const kind = next();
    if (isPartial && kind < 0.6) return NaN;
    const share = kind > 0.9 ? 0 : kind > 0.8 ? 0.5 : next();
    const value = share * (scales[m] ?? 1);
    return m === METRIC_COUNT - 1 ? 1 + Math.floor(value) : value;
  });
}

const events = ['none', 'none', 'none', 'scale_up', 'scale_down'] as const;

export const logArbitrary = (maxLength: number): fc.Arbitrary<Log> =>
  fc
    .record({
      cadence: fc.constantFrom(...CADENCE_MINUTES),
      // Within a day of a pane's end, so that short logs cross it.
      start: fc.noBias(fc.integer({ min: -DAY_MS, max: DAY_MS })),
      pace: fc.constantFrom<Pace>('erratic', 'calm', 'dense'),
      steps: fc.array(step, { minLength: 1, maxLength, size: 'max' }),
      cuts: fc.array(fc.constantFrom(1, 1, 1, 2, 3, 8), {
        minLength: 1,
        maxLength: 20,
        size: 'max',
      }),
    })
    .map(({ cadence, start, pace, steps, cuts }) => {
      const cadenceMs = (pace === 'dense' ? 60 : cadence) * MINUTE_MS;
      let newest = PANE_START + start;
      let previous = newest;
      const records = steps.map((each, i): WorkloadRecord => {
        previous = advance(newest, previous, each, pace, cadenceMs);
        newest = Math.max(newest, previous);
        return {
          timestamp: previous,
          arrivalSeq: 100 + i * 3,
          metrics: metricsOf(each.seed),
          scalingEvent: events[Math.abs(each.seed) % events.length] ?? 'none',
          clusterId: `c${Math.abs(each.seed) % 3}`,
        };
      });
      const log = { cadenceMs, batches: chunks(records, cuts) };
      // In full it would bury the reason of a failure; its seed is reported too.
      const text = `${pace} log of ${records.length} records at ${cadenceMs / MINUTE_MS} min`;
      return Object.defineProperty(log, fc.toStringMethod, { value: () => text });
    });

function chunks<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const result: T[][] = [];
  for (let from = 0, i = 0; from < items.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    result.push(items.slice(from, from + size));
    from += size;
  }
  return result;
}
