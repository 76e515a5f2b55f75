/** Mean cpu of the hour that a service's bucket ends, from its newest vector: what came, and what persistence foresees. */
export interface LevelRow {
  readonly serviceId: string;
  /** Epoch ms of event time, as all times here. */
  readonly bucketEnd: number;
  /** NaN where the hour has no cpu. */
  readonly level: number;
  /** Offset in the service's partition: a later one stands over an earlier one. */
  readonly revision: number;
  /** Buckets of the service that end here or earlier are closed. */
  readonly closedUntil: number;
}

export interface PredictionRow {
  readonly name: string;
  readonly version: string;
  readonly serviceId: string;
  readonly bucketEnd: number;
  /** End of the hour that is foreseen. */
  readonly outcomeEnd: number;
  readonly prediction: number;
  readonly revision: number;
}

export type FollowedAlias = 'champion' | 'challenger';

/** A model version whose predictions are judged. */
export interface FollowedModel {
  readonly alias: FollowedAlias;
  readonly name: string;
  readonly version: string;
  /** MAE over that of persistence on the test rows of its run; null where it is not known. */
  readonly testRelativeMae: number | null;
}

/** From when on the outcomes of a service may have changed. */
export interface Touched {
  readonly serviceId: string;
  readonly since: number;
}

/** Errors of one service's outcomes in one hour of event time. */
export interface HourErrors {
  readonly serviceId: string;
  readonly hour: number;
  readonly rows: number;
  readonly error: number;
  readonly persistenceError: number;
  /** End of the newest outcome. */
  readonly newest: number;
}
