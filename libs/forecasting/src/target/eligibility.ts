/** Why a row cannot be scored. Named as the error a service answers with. */
export type Ineligibility =
  /** No cpu in the last hour. */
  | 'NO_LEVEL'
  /** Too few cpu values in the last day for a scale. */
  | 'WARMING_UP';

/** Null if a row with this level and scale can be scored. */
export function ineligibility(level: number, scale: number): Ineligibility | null {
  if (!Number.isFinite(level)) return 'NO_LEVEL';
  // The scale has a floor above zero: anything else was not computed by the feature engine.
  return Number.isFinite(scale) && scale > 0 ? null : 'WARMING_UP';
}

/** A row is trained and tested on iff target, level and scale exist. */
export function isUsable(target: number, level: number, scale: number): boolean {
  return Number.isFinite(target) && ineligibility(level, scale) === null;
}
