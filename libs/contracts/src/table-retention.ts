const DAY = 86_400_000;

export interface TableRetention {
  /** `schema.table` of the feature store. */
  readonly table: string;
  /** Column with the time that a row came in. Never event time: data of years ago is as alive as today's. */
  readonly ingestedAt: string;
  /** −1 keeps rows for good. */
  readonly retentionMs: number;
}

/** How long rows of the offline store are kept, as `TOPICS` says it of messages. An operator's purge applies it. */
export const TABLE_RETENTION: readonly TableRetention[] = [
  { table: 'features.raw_record', ingestedAt: 'ingested_at', retentionMs: 730 * DAY },
  { table: 'features.cluster_window', ingestedAt: 'known_at', retentionMs: 730 * DAY },
  { table: 'features.view_row', ingestedAt: 'arrived_at', retentionMs: 730 * DAY },
  { table: 'features.backfill', ingestedAt: 'requested_at', retentionMs: -1 },
];
