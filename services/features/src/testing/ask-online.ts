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

/** Asks a feature server for online features; its answer by name. */
export async function askOnline(
  url: string,
  body: object,
): Promise<Map<string, z.infer<typeof Column> | undefined>> {
  const answer = await fetch(`${url}/get-online-features`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { results, metadata } = OnlineFeatures.parse(await answer.json());
  return new Map(metadata.feature_names.map((name, i) => [name, results[i]]));
}
