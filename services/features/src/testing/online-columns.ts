import { z } from 'zod';

const Column = z.object({
  values: z.array(z.unknown()),
  statuses: z.array(z.string()),
  event_timestamps: z.array(z.string()),
});

const OnlineFeatures = z.object({
  results: z.array(Column),
  metadata: z.object({ feature_names: z.array(z.string()) }),
});

/** The columns of an answer of a feature server by name. */
export function onlineColumns(answer: unknown): Map<string, z.infer<typeof Column> | undefined> {
  const { results, metadata } = OnlineFeatures.parse(answer);
  return new Map(metadata.feature_names.map((name, i) => [name, results[i]]));
}
