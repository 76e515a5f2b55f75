import type { HourOfWeek } from './daily-profile.ts';
import { SEEN_BUCKETS, type DemandPlan } from './demand-plan.ts';

/** In instances: a service at rest has no logarithm. */
const LEAST_DEMAND = 1e-3;

const TURN = 2 * Math.PI;
/** Sine and cosine give the time of day back to about 1e-15 of it. */
const ROUNDING_HOURS = 1e-6;

/** Log of the instances that the last hour's work would have kept fully busy; NaN while their number is unknown. */
export function logDemandOf(plan: DemandPlan, row: Float64Array): number {
  const level = row[plan.level] as number;
  return Math.log(Math.max(level * newestCount(plan, row), LEAST_DEMAND));
}

/** A missing count is the one before it. */
function newestCount({ instances }: DemandPlan, row: Float64Array): number {
  for (let i = 0; i < SEEN_BUCKETS; i++) {
    const count = row[instances[i] as number] as number;
    if (count === count) return count;
  }
  return NaN;
}

/** The hour of week that t lies in, read back from the calendar features. */
export function hourOfWeek({ calendar }: DemandPlan, row: Float64Array): HourOfWeek {
  const turned = (sine: number): number => {
    const angle = Math.atan2(
      row[calendar[sine] as number] as number,
      row[calendar[sine + 1] as number] as number,
    );
    return (angle < 0 ? angle + TURN : angle) / TURN;
  };
  return {
    hour: Math.floor(24 * turned(0) + ROUNDING_HOURS) % 24,
    day: Math.round(7 * turned(2)) % 7,
  };
}
