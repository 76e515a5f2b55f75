import type { JsonNode } from '../json-node.ts';

const HOURS = 24;
/** Observations of every hour before a service's day is known. */
const LEAST = 3;

/** A service's usual log demand: plain data, stored with the model as it is. */
export interface DailyProfile {
  readonly workday: number;
  readonly weekend: number;
  /** By hour of day, UTC: how far it is from its day's mean. */
  readonly hours: readonly number[];
}

export type DailyProfiles = Readonly<Record<string, DailyProfile>>;

/** Days since Monday. */
export interface HourOfWeek {
  readonly day: number;
  readonly hour: number;
}

const isWeekend = (day: number): boolean => day >= 5;

export const usualLogDemand = (profile: DailyProfile, { day, hour }: HourOfWeek): number =>
  (isWeekend(day) ? profile.weekend : profile.workday) + (profile.hours[hour] as number);

/** `hours` later; less than a day. */
export function later({ day, hour }: HourOfWeek, hours: number): HourOfWeek {
  const next = hour + hours;
  return next < HOURS ? { day, hour: next } : { day: (day + 1) % 7, hour: next - HOURS };
}

/** Learns the usual day of each service from the rows of the training split, and of no other. */
export class DailyProfileFit {
  /** Of each service: sum and count by kind of day (0 workday, 1 weekend) and hour. */
  readonly #seen = new Map<string, Seen>();

  /** A missing demand (NaN) is skipped. */
  add(service: string, { day, hour }: HourOfWeek, logDemand: number): void {
    if (Number.isNaN(logDemand)) return;
    const empty = () => new Float64Array(2 * HOURS);
    const seen = this.#seen.get(service) ?? { sum: empty(), count: empty() };
    const at = Number(isWeekend(day)) * HOURS + hour;
    seen.sum[at] = (seen.sum[at] as number) + logDemand;
    seen.count[at] = (seen.count[at] as number) + 1;
    this.#seen.set(service, seen);
  }

  /** A service of which some hour of day was hardly seen has no profile. */
  finish(): DailyProfiles {
    return Object.fromEntries(
      [...this.#seen].flatMap(([service, seen]) => {
        const profile = profileOf(seen);
        return profile === null ? [] : [[service, profile]];
      }),
    );
  }
}

interface Seen {
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

function profileOf({ sum, count }: Seen): DailyProfile | null {
  const mean = (kind: number): number => {
    const part = (values: Float64Array) => values.subarray(kind * HOURS, (kind + 1) * HOURS);
    return part(sum).reduce(add, 0) / part(count).reduce(add, 0);
  };
  const known = [mean(0), mean(1)].filter((value) => !Number.isNaN(value));
  // A kind of day that was never seen is taken for the other.
  const means = [mean(0), mean(1)].map((own) => (Number.isNaN(own) ? (known[0] ?? NaN) : own));
  const hours: number[] = [];
  for (let hour = 0; hour < HOURS; hour++) {
    let distance = 0;
    let rows = 0;
    for (const kind of [0, 1]) {
      const own = count[kind * HOURS + hour] as number;
      distance += (sum[kind * HOURS + hour] as number) - own * (means[kind] as number);
      rows += own;
    }
    if (rows < LEAST) return null;
    hours.push(distance / rows);
  }
  return { workday: means[0] as number, weekend: means[1] as number, hours };
}

const add = (a: number, b: number): number => a + b;

/** @throws ForecastingError BUNDLE_FORMAT naming the field */
export function readProfiles(node: JsonNode): DailyProfiles {
  return Object.fromEntries(
    node.entries().map(([service, profile]) => {
      const hours = Array.from(profile.field('hours').numbers());
      if (hours.length !== HOURS || !hours.every(Number.isFinite))
        profile.field('hours').fail(`must be ${HOURS} finite numbers`);
      const mean = (name: string): number => {
        const value = profile.field(name).number();
        return Number.isFinite(value) ? value : profile.field(name).fail('must be finite');
      };
      return [service, { workday: mean('workday'), weekend: mean('weekend'), hours }];
    }),
  );
}
