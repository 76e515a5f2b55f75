export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Every cadence divides an hour, so each window and lag is a whole number of buckets. */
export const CADENCE_MINUTES = [1, 5, 10, 15, 20, 30, 60] as const;

/**
 * Cadence of a stack in milliseconds, from its setting in minutes.
 * @throws RangeError when the setting is not one of CADENCE_MINUTES
 */
export function cadenceFromMinutes(minutes: number): number {
  const cadenceMs = minutes * MINUTE_MS;
  assertCadence(cadenceMs);
  return cadenceMs;
}

/** @throws RangeError when the cadence is not one of CADENCE_MINUTES */
export function assertCadence(cadenceMs: number): void {
  if (!CADENCE_MINUTES.some((minutes) => minutes * MINUTE_MS === cadenceMs)) {
    throw new RangeError(
      `cadence is ${cadenceMs / MINUTE_MS} minutes; set it to one of ${CADENCE_MINUTES.join(', ')}`,
    );
  }
}
