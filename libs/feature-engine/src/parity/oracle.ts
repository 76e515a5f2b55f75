import type { WorkloadRecord } from '../index.ts';
import { DAY_MS, HOUR_MS, METRICS } from '../index.ts';
import { exactSum } from './exact-sum.ts';

/*
 * The features as they are written down, computed one value at a time and without any of the engine's operators: a
 * bucket is searched for, a window is filtered, means and deviations are summed exactly.
 */

export interface OracleBucket {
  readonly end: number;
  readonly values: readonly number[];
}

const present = (values: readonly number[]): number[] => values.filter((v) => !Number.isNaN(v));

export function mean(values: readonly number[]): number {
  return exactSum(values) / values.length;
}

export function std(values: readonly number[]): number {
  const m = mean(values);
  const squares = values.map((v) => (v - m) ** 2);
  return values.length < 2 ? NaN : Math.sqrt(exactSum(squares) / (values.length - 1));
}

export function oracleBuckets(records: readonly WorkloadRecord[], cadence: number): OracleBucket[] {
  const ends = new Set(
    records.map((r) => r.timestamp + ((cadence - (r.timestamp % cadence)) % cadence)),
  );
  return [...ends]
    .toSorted((a, b) => a - b)
    .map((end) => {
      const inside = records.filter((r) => r.timestamp > end - cadence && r.timestamp <= end);
      return {
        end,
        values: METRICS.map(({ short }, m) => metricValue(inside, m, short === 'inst')),
      };
    });
}

function metricValue(records: readonly WorkloadRecord[], metric: number, isCount: boolean): number {
  const byTime = new Map<number, number>();
  for (const r of records.toSorted((a, b) => a.arrivalSeq - b.arrivalSeq)) {
    const value = r.metrics[metric] ?? NaN;
    if (!Number.isNaN(value)) byTime.set(r.timestamp, value);
  }
  const values = [...byTime].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  return isCount ? (values.at(-1) ?? NaN) : mean(values);
}

const circle = (name: string, value: number, period: number): [string, number][] => [
  [`${name}_sin`, Math.sin((2 * Math.PI * value) / period)],
  [`${name}_cos`, Math.cos((2 * Math.PI * value) / period)],
];

function temporal(t: number): [string, number][] {
  const date = new Date(t);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const weekday = (date.getUTCDay() + 6) % 7;
  return [
    ...circle('hour', hour, 24),
    ...circle('dow', weekday, 7),
    ...circle('dom', date.getUTCDate() - 1, 31),
    ...circle('month', date.getUTCMonth(), 12),
    ['is_weekend', weekday >= 5 ? 1 : 0],
    ['is_business_hours', hour >= 9 && hour < 17 && weekday < 5 ? 1 : 0],
  ];
}

/** The stored vector of the bucket that ends at t, by column name. */
export function oracleVector(
  buckets: readonly OracleBucket[],
  t: number,
  cadence: number,
): Map<string, number> {
  const at = (end: number, m: number): number =>
    buckets.find((bucket) => bucket.end === end)?.values[m] ?? NaN;
  const inWindow = (m: number, length: number): number[] =>
    present(buckets.filter((b) => b.end > t - length && b.end <= t).map((b) => b.values[m] ?? NaN));
  const columns = new Map<string, number>(temporal(t));
  METRICS.forEach(({ name, short }, m) => {
    columns.set(name, at(t, m));
    for (const [window, length] of [
      ['6h', 6 * HOUR_MS],
      ['24h', DAY_MS],
      ['7d', 7 * DAY_MS],
    ] as const) {
      const values = inWindow(m, length);
      const isEmpty = values.length === 0;
      columns.set(`${short}_roll_${window}_mean`, mean(values));
      columns.set(`${short}_roll_${window}_std`, std(values));
      columns.set(`${short}_roll_${window}_min`, isEmpty ? NaN : Math.min(...values));
      columns.set(`${short}_roll_${window}_max`, isEmpty ? NaN : Math.max(...values));
    }
    for (let k = 1; k <= 24; k++) columns.set(`${short}_lag_${k}`, at(t - k * cadence, m));
  });
  const day = inWindow(0, DAY_MS);
  const level = mean(inWindow(0, HOUR_MS));
  const scale = day.length < Math.max(6, (6 * HOUR_MS) / cadence) ? NaN : Math.max(std(day), 1e-4);
  for (const [name, value] of [...columns]) {
    if (name !== 'cpu_utilization' && !/^cpu_(lag|roll)_/.test(name)) continue;
    columns.set(`${name}_rel`, name.endsWith('_std') ? value / scale : (value - level) / scale);
  }
  return columns.set('level', level).set('scale', scale);
}

/** The target of the row at t. */
export function oracleTarget(buckets: readonly OracleBucket[], t: number, cadence: number): number {
  const coming = buckets.filter((b) => b.end > t && b.end <= t + HOUR_MS);
  const values = present(coming.map((b) => b.values[0] ?? NaN));
  return values.length / (HOUR_MS / cadence) >= 0.8 ? mean(values) : NaN;
}
