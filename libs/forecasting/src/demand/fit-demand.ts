import { DailyProfileFit, type DailyProfiles } from './daily-profile.ts';
import type { DemandPlan } from './demand-plan.ts';
import { hourOfWeek, logDemandOf } from './row-demand.ts';

/** Of `DEMAND_INPUTS`; another version computes others. */
export const DEMAND_VERSION = 1;

/** What the demand inputs are computed with: plain data, stored with the model as it is. */
export interface DemandFit {
  readonly version: typeof DEMAND_VERSION;
  readonly profiles: DailyProfiles;
}

/** @param rows of the training split, and of no other; each is read and done with before the next */
export function fitDemand(
  plan: DemandPlan,
  rows: Iterable<number>,
  read: (row: number) => { readonly service: string; readonly row: Float64Array },
): DemandFit {
  const fit = new DailyProfileFit();
  for (const number of rows) {
    const { service, row } = read(number);
    fit.add(service, hourOfWeek(plan, row), logDemandOf(plan, row));
  }
  return { version: DEMAND_VERSION, profiles: fit.finish() };
}
