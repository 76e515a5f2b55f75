/** MLflow's messages, as far as this client reads them. Empty fields are absent in protobuf's JSON. */
import { z } from 'zod';

const Pair = z.object({ key: z.string(), value: z.string().default('') });
export type Pair = z.output<typeof Pair>;

/** protobuf writes NaN and the infinities as text. */
const Double = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform((text) => Number(text)),
]);

/** 64-bit integers: numbers, where a number holds them exactly. Some servers write them as texts. */
const Int64 = z.union([
  z.number(),
  z.bigint(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform((digits) =>
      Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits),
    ),
]);

export const Metric = z.looseObject({
  key: z.string(),
  value: Double.default(0),
  timestamp: Int64,
  step: Int64.default(0),
});
export type Metric = z.output<typeof Metric>;

export const Experiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string().default(''),
  lifecycle_stage: z.string(),
  creation_time: z.coerce.number().optional(),
  tags: z.array(Pair).default([]),
});
export type Experiment = z.output<typeof Experiment>;

const DatasetInput = z.looseObject({ dataset: z.looseObject({ name: z.string() }) });

export const Run = z.object({
  info: z.object({
    run_id: z.string(),
    run_name: z.string().default(''),
    experiment_id: z.string(),
    user_id: z.string().default(''),
    status: z.string(),
    start_time: z.coerce.number().optional(),
    end_time: z.coerce.number().optional(),
    artifact_uri: z.string().default(''),
    lifecycle_stage: z.string(),
  }),
  data: z
    .object({
      metrics: z.array(Metric).default([]),
      params: z.array(Pair).default([]),
      tags: z.array(Pair).default([]),
    })
    .default({ metrics: [], params: [], tags: [] }),
  inputs: z
    .object({
      dataset_inputs: z.array(DatasetInput).default([]),
      model_inputs: z.array(z.object({ model_id: z.string() })).default([]),
    })
    .default({ dataset_inputs: [], model_inputs: [] }),
  outputs: z
    .object({
      model_outputs: z
        .array(z.object({ model_id: z.string(), step: Int64.default(0) }))
        .default([]),
    })
    .default({ model_outputs: [] }),
});
export type Run = z.output<typeof Run>;

export const ModelVersion = z.object({
  name: z.string(),
  version: z.string(),
  current_stage: z.string().default('None'),
  description: z.string().default(''),
  source: z.string().default(''),
  run_id: z.string().default(''),
  run_link: z.string().default(''),
  model_id: z.string().default(''),
  status: z.string().default('READY'),
  creation_timestamp: z.coerce.number().optional(),
  aliases: z.array(z.string()).default([]),
  tags: z.array(Pair).default([]),
});
export type ModelVersion = z.output<typeof ModelVersion>;

export const RegisteredModel = z.object({
  name: z.string(),
  description: z.string().default(''),
  creation_timestamp: z.coerce.number().optional(),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })).default([]),
  tags: z.array(Pair).default([]),
});
export type RegisteredModel = z.output<typeof RegisteredModel>;

export const LoggedModel = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    artifact_uri: z.string(),
    status: z.string().default(''),
    model_type: z.string().default(''),
    source_run_id: z.string().default(''),
    tags: z.array(Pair).default([]),
  }),
  data: z.object({ params: z.array(Pair).default([]) }).default({ params: [] }),
});
export type LoggedModel = z.output<typeof LoggedModel>;

export const ArtifactFile = z.object({
  path: z.string(),
  is_dir: z.boolean().default(false),
  file_size: z.coerce.number().optional(),
});
export type ArtifactFile = z.output<typeof ArtifactFile>;

/** An answer that tells nothing. */
export const Nothing = z.object({});
