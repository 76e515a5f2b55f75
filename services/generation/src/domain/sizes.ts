/**
 * Every size of the process. They were fixed before the first model was trained: a change needs an ADR with the
 * accuracy figures before and after. Log means natural logarithm of demand; demand is in instance equivalents
 * (cpu × instances).
 */
export const SIZES = {
  base: { from: 0.8, to: 8 },
  daily: { first: { from: 0.2, to: 0.45 }, second: { from: 0.05, to: 0.15 } },
  /** Share of demand that a weekend takes away; three places in every ten services have no week. */
  weekend: { from: 0.1, to: 0.5, placesWithout: [2, 5, 9] },
  trend: { sigmaPerMonth: 0.03 },
  burst: { everyHours: 120, medianHeight: 0.4, sigmaHeight: 0.4, halfLifeHours: 2 },
  clusterShock: { phi: 0.9, sigma: 0.02 },
  ownNoise: { phi: 0.8, sigma: 0.06 },
  autoscaler: {
    upAbove: 0.8,
    upAfterBuckets: 2,
    upShare: 0.2,
    downBelow: 0.35,
    downAfterBuckets: 6,
    coolDownBuckets: 6,
    /** Utilisation that the first instance count aims at. */
    initialTarget: 0.6,
  },
  cpu: { sigma: 0.01 },
  requests: { perDemand: { from: 50, to: 400 }, sigma: 0.05 },
  network: { perRequest: { from: 0.02, to: 0.5 }, sigma: 0.15 },
  disk: { perRequest: { from: 0.005, to: 0.1 }, sigma: 0.15 },
  memory: {
    base: { from: 0.35, to: 0.7 },
    perCpu: 0.15,
    phi: 0.98,
    sigma: 0.01,
    leakPerHour: 0.002,
    restartAt: 0.95,
    /** Places in every ten services that leak. */
    placesLeaking: [3, 7],
  },
  latency: { baseMs: { from: 20, to: 120 }, pole: 1.05, sigma: 0.1 },
  errors: { floor: 0.001, above: 0.9, slope: 0.2, sigma: 0.3 },
  missing: { share: 0.01 },
  gap: { shortest: 2, longest: 5, shareOfTime: 0.01 },
} as const;

/** Whether the service with this index stands on one of these places of its ten. */
export const standsOn = (places: readonly number[], index: number): boolean =>
  places.includes(index % 10);
