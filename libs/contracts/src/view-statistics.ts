import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** What the values of a feature view's features are like over a stretch of event time: the feature store's answer. */
export const ViewStatistics = z.object({
  feature_view: z.string(),
  from: instant,
  to: instant,
  rows: z.int(),
  /** Event time of the newest row, and how long before `to` it was. */
  newest_event_timestamp: instant.nullable(),
  freshness_seconds: z.number().nullable(),
  features: z.array(
    z.object({
      name: z.string(),
      count: z.int(),
      missing: z.int(),
      /** Null for features that are no numbers, or without a value. */
      numbers: z
        .object({
          mean: z.number(),
          std: z.number().nullable(),
          min: z.number(),
          max: z.number(),
          quantiles: z.record(z.string(), z.number()),
          histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }),
        })
        .nullable(),
    }),
  ),
});
export type ViewStatistics = z.output<typeof ViewStatistics>;
