/** What the feeder is told, as JSON in its argument. */
export interface FeedJob {
  readonly brokers: string;
  readonly redisUrl: string;
  /** Root of the object store. */
  readonly objects: string;
  /** The model's file. */
  readonly model: string;
  /** Whether the services' vectors come first. */
  readonly vectors: boolean;
  /** The version that becomes champion. */
  readonly version: string;
  /** Of the event that says so. */
  readonly event: string;
}

export const serviceIds: readonly string[] = Array.from({ length: 1_000 }, (_, i) => `svc-${i}`);
