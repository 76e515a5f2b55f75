import { later, usualLogDemand, type DailyProfile, type DailyProfiles } from './daily-profile.ts';
import { SEEN_BUCKETS, type DemandPlan } from './demand-plan.ts';
import { hourOfWeek, logDemandOf } from './row-demand.ts';

/**
 * What boosters see beside the columns of a row. Cpu is what is left of demand after scaling: it drops when an instance
 * comes, and rises by the day's rhythm, which a global model knows of no service. So: the service's usual day, fitted on
 * the training rows (missing for a service that was not among them), and the state of its scaling.
 */
export const DEMAND_INPUTS = [
  /** Of log demand, over the coming hour. */
  'usual_change',
  /** Log demand now, less the usual one of this hour. */
  'off_usual',
  /** cpu an hour ahead in units of scale from level, if demand changes as usual. */
  'usual_change_rel',
  /** The same, if a part of what is unusual passes as well. */
  'usual_return_rel',
  /** Buckets since the number of instances changed; 24 and more are 24. */
  'since_scaling',
  'cpu_min_2',
  'cpu_min_3',
  'cpu_max_3',
  'cpu_max_6',
  'cpu_max_9',
  'cpu_max_since_scaling',
] as const;

const HORIZON_HOURS = 1;
/** Share of what is unusual that is gone an hour later: of a round size, not fitted. Trees correct it by `off_usual`. */
const RETURN_SHARE = 0.25;

/** Writes the demand inputs of rows of one layout. It allocates next to nothing. */
export class DemandInputs {
  readonly #plan: DemandPlan;
  readonly #profiles: ReadonlyMap<string, DailyProfile>;

  constructor(plan: DemandPlan, profiles: DailyProfiles) {
    this.#plan = plan;
    this.#profiles = new Map(Object.entries(profiles));
  }

  /** @param service null where it is not known whose row this is */
  write(row: Float64Array, service: string | null, out: Float64Array, offset: number): void {
    const profile = service === null ? undefined : this.#profiles.get(service);
    if (profile === undefined) out.fill(NaN, offset, offset + 4);
    else this.#usual(row, profile, out, offset);
    this.#scaling(row, out, offset + 4);
  }

  #usual(row: Float64Array, profile: DailyProfile, out: Float64Array, at: number): void {
    const plan = this.#plan;
    const level = row[plan.level] as number;
    const scale = row[plan.scale] as number;
    const now = hourOfWeek(plan, row);
    const usual = usualLogDemand(profile, now);
    const change = usualLogDemand(profile, later(now, HORIZON_HOURS)) - usual;
    const off = logDemandOf(plan, row) - usual;
    out[at] = change;
    out[at + 1] = off;
    out[at + 2] = (level * Math.exp(change) - level) / scale;
    out[at + 3] = (level * Math.exp(change - RETURN_SHARE * off) - level) / scale;
  }

  #scaling(row: Float64Array, out: Float64Array, at: number): void {
    const since = this.#sinceScaling(row);
    out[at] = since;
    out[at + 1] = this.#extreme(row, 2, Math.min);
    out[at + 2] = this.#extreme(row, 3, Math.min);
    out[at + 3] = this.#extreme(row, 3, Math.max);
    out[at + 4] = this.#extreme(row, 6, Math.max);
    out[at + 5] = this.#extreme(row, 9, Math.max);
    out[at + 6] = this.#extreme(row, since + 1, Math.max);
  }

  #sinceScaling(row: Float64Array): number {
    const { instances } = this.#plan;
    const last = SEEN_BUCKETS - 1;
    for (let i = 0; i < last; i++) {
      const before =
        (row[instances[i + 1] as number] as number) - (row[instances[i] as number] as number);
      // A missing count is no change.
      if (Math.abs(before) > 0) return i;
    }
    return last;
  }

  /** Of cpu over the newest buckets that have it; NaN if none has. */
  #extreme(row: Float64Array, buckets: number, of: (a: number, b: number) => number): number {
    const { cpu } = this.#plan;
    let found = NaN;
    for (let i = 0; i < buckets; i++) {
      const value = row[cpu[i] as number] as number;
      if (value === value) found = found === found ? of(found, value) : value;
    }
    return found;
  }
}
