import { PredictionMade } from '@headroom/contracts';
import { z } from 'zod';

/** Answers of the services' HTTP APIs, as far as these tests look at them. */
export const Experiments = z.object({
  experiments: z.array(z.object({ experiment_id: z.string(), name: z.string() })),
});

export const RegistryRuns = z.object({
  runs: z.array(
    z.object({
      run_id: z.string(),
      name: z.string(),
      status: z.string(),
      tags: z.record(z.string(), z.string()),
    }),
  ),
});

export const ModelVersion = z.object({
  name: z.string(),
  version: z.int(),
  run_id: z.string(),
  algorithm: z.string(),
  aliases: z.array(z.string()),
});
export const ModelVersions = z.object({ versions: z.array(ModelVersion) });

export const FeatureAnswer = z.object({
  service_id: z.string(),
  definition_hash: z.string(),
  event_timestamp: z.iso.datetime(),
  views: z.record(z.string(), z.object({ values: z.record(z.string(), z.number().nullable()) })),
});

export const PredictionAnswer = PredictionMade.extend({ precomputed: z.boolean() });
export const Refusal = z.object({
  service_id: z.string(),
  error: z.object({ code: z.string(), detail: z.string() }),
});

export const Accepted = z.object({ accepted: z.int(), ids: z.array(z.string()) });

export const DagRun = z.object({
  run_id: z.string(),
  state: z.string(),
  traceparent: z.string().nullable(),
});
export const DagRuns = z.object({ runs: z.array(DagRun), total: z.int() });
