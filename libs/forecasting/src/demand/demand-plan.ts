import { columnIndex } from '../column-index.ts';

/** This bucket and the 24 before it. */
export const SEEN_BUCKETS = 25;

/** Where a row holds what the demand inputs are reckoned from; buckets newest first. */
export interface DemandPlan {
  readonly cpu: Int32Array;
  readonly instances: Int32Array;
  /** `hour_sin hour_cos dow_sin dow_cos` of t. */
  readonly calendar: Int32Array;
  readonly level: number;
  readonly scale: number;
}

const buckets = (metric: string, short: string): string[] =>
  Array.from({ length: SEEN_BUCKETS }, (_, lag) => (lag === 0 ? metric : `${short}_lag_${lag}`));

const CPU = buckets('cpu_utilization', 'cpu');
const INSTANCES = buckets('instance_count', 'inst');
const CALENDAR = ['hour_sin', 'hour_cos', 'dow_sin', 'dow_cos'];
const UNITS = ['level', 'scale'];

/** Null where these columns tell no demand: that takes cpu and the number of instances, now and before, and the calendar. */
export function demandPlan(columns: readonly string[]): DemandPlan | null {
  const given = new Set(columns);
  if (![...CPU, ...INSTANCES, ...CALENDAR, ...UNITS].every((name) => given.has(name))) return null;
  const [level = -1, scale = -1] = columnIndex(UNITS, columns);
  return {
    cpu: columnIndex(CPU, columns),
    instances: columnIndex(INSTANCES, columns),
    calendar: columnIndex(CALENDAR, columns),
    level,
    scale,
  };
}
