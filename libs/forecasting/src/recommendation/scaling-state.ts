/** What a service's demand usually does, by the hour of the day (UTC) that a bucket ends in: 24 values each. */
export interface Rhythm {
  /** Log of the peak demand of the hour that follows over the demand now, and how often it was seen. */
  readonly change: readonly number[];
  readonly changes: readonly number[];
  /** Log of the demand, and how often it was seen. */
  readonly level: readonly number[];
  readonly levels: readonly number[];
}

/** What was expected at a bucket's end of the hour after it, until that hour is over. */
export interface Expectation {
  readonly at: number;
  /** Log of the demand then. */
  readonly level: number;
  /** Log of the peak demand expected, null where nothing was. */
  readonly expected: number | null;
  /** Log of the most demand of a bucket since then, null before there was one. */
  readonly peak: number | null;
}

/** Mean |log(peak that came / peak expected)| over days and over the last few hours. */
export interface ErrorLevel {
  readonly slow: number;
  readonly fast: number;
  readonly count: number;
}

/** The part of a service's past that hysteresis needs. */
export interface Steadiness {
  readonly instances: number | null;
  /** Buckets since `instances` last changed. */
  readonly sinceChange: number;
  /** How long the present run of buckets that want fewer instances is, and the most that any of them wanted. */
  readonly lowerFor: number;
  readonly lowerWished: number;
}

/** All that the rule knows of a service: a function of its closed buckets, small enough to be kept as JSON. */
export interface ScalingState {
  readonly rhythm: Rhythm;
  readonly open: readonly Expectation[];
  readonly errors: ErrorLevel;
  readonly steadiness: Steadiness;
}

const zeros = () => Array.from({ length: 24 }, () => 0);

export const newScalingState = (): ScalingState => ({
  rhythm: { change: zeros(), changes: zeros(), level: zeros(), levels: zeros() },
  open: [],
  errors: { slow: 0.08, fast: 0.08, count: 0 },
  steadiness: { instances: null, sinceChange: 0, lowerFor: 0, lowerWished: 0 },
});
