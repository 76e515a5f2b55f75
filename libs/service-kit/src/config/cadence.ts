const MINUTE = 60_000;

/** A stack has one cadence: the length of its buckets. */
export const CADENCES = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '10m': 10 * MINUTE,
  '15m': 15 * MINUTE,
  '20m': 20 * MINUTE,
  '30m': 30 * MINUTE,
  '60m': 60 * MINUTE,
  '1h': 60 * MINUTE,
} as const;

export const CADENCE_NAMES = Object.keys(CADENCES) as [keyof typeof CADENCES];
