import type { LiveError } from '@headroom/contracts';
import { bootstrapRatios, ratioOf, shareOf, uniform } from '@headroom/statistics';
import { grouped } from '../grouped.ts';
import type { FollowedModel, HourErrors } from './live-rows.ts';

export interface LiveRule {
  readonly windowMs: number;
  /** Of all services together. */
  readonly minRows: number;
  /** The bound is this multiple of the model's relative MAE on its tests, and never under 1: persistence. */
  readonly factor: number;
  readonly confidence: number;
}

interface JudgedHours {
  /** Of all services together. */
  readonly totals: readonly HourErrors[];
  /** Of single services. */
  readonly hours: readonly HourErrors[];
  /** Services that were judged before, and may have no row any more. */
  readonly known: readonly string[];
}

/** A single service has fewer rows, and what hangs on it is less. */
const MIN_SERVICE_ROWS = 12;
/** Fewer hours than this tell of one event, not of the model. */
const MIN_HOURS = 6;
/** Errors of neighbouring hours resemble each other. */
const BLOCK_HOURS = 3;
const RESAMPLES = 500;
/** The same rows get the same judgement. */
const SEED = 42;

/**
 * A model's live error over all services, then of each that is given: its MAE over that of persistence on the same rows,
 * against a bound.
 * `breached` when the resamples (circular block bootstrap over hours) are over the bound with the confidence asked for.
 */
export function judgeLiveErrors(
  model: FollowedModel,
  { totals, hours, known }: JudgedHours,
  rule: LiveRule,
): LiveError[] {
  const own = new Map(grouped(hours, ({ serviceId }) => serviceId));
  const services = [...new Set([...known, ...own.keys()])].sort();
  return [
    judge(model, null, totals, rule, rule.minRows),
    ...services.map((id) => judge(model, id, own.get(id) ?? [], rule, MIN_SERVICE_ROWS)),
  ];
}

/** A model that was no better than persistence on its tests, or of which nothing is known, is allowed as much again. */
export const boundOf = ({ testRelativeMae }: FollowedModel, { factor }: LiveRule): number =>
  Math.max(1, factor * (testRelativeMae ?? 1));

function judge(
  model: FollowedModel,
  service: string | null,
  hours: readonly HourErrors[],
  rule: LiveRule,
  minRows: number,
): LiveError {
  const bound = boundOf(model, rule);
  const rows = total(hours, (hour) => hour.rows);
  const sums = {
    numerators: Float64Array.from(hours, (hour) => hour.error),
    denominators: Float64Array.from(hours, (hour) => hour.persistenceError),
  };
  const [error, persistence] = [
    total(hours, (hour) => hour.error),
    total(hours, (hour) => hour.persistenceError),
  ];
  const common = {
    model_name: model.name,
    model_version: model.version,
    alias: model.alias,
    service_id: service,
    as_of: Math.max(0, ...hours.map(({ newest }) => newest)),
    window_ms: rule.windowMs,
    rows,
    mae: rows === 0 ? null : error / rows,
    relative_mae: persistence > 0 ? error / persistence : null,
    bound,
  };
  // Where persistence is never wrong, there is nothing to compare with.
  if (rows < minRows || hours.length < MIN_HOURS || persistence <= 0)
    return { ...common, state: 'too_few', confidence: null };
  const ratios = bootstrapRatios(sums, {
    blockLength: BLOCK_HOURS,
    resamples: RESAMPLES,
    random: uniform(SEED),
  });
  const confidence = shareOf(ratios, (ratio) => ratio > bound);
  const isOver = ratioOf(error, persistence) > bound && confidence >= rule.confidence;
  return { ...common, state: isOver ? 'breached' : 'within', confidence };
}

const total = (hours: readonly HourErrors[], of: (hour: HourErrors) => number): number =>
  hours.reduce((sum, hour) => sum + of(hour), 0);
