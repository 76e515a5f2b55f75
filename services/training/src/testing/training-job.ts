import { WORKLOAD_METRICS, type Algorithm, type ObjectRef } from '@headroom/contracts';
import { definitionHash, HOUR_MS } from '@headroom/feature-engine';
import type { TrainingJob } from '../domain/training-job.ts';

/** A job on an hourly snapshot in this file. */
export const trainingJob = (algorithm: Algorithm, file: ObjectRef): TrainingJob => ({
  algorithm,
  seed: 1,
  params: {},
  folder: `models/r/${algorithm}`,
  snapshot: {
    file,
    feature_service: 'cloud_optimizer_training',
    definition_hash: definitionHash(HOUR_MS),
    cadence_ms: HOUR_MS,
    as_of: 1_736_000_000_000,
    rows: file.rows ?? 0,
    services: [],
    declared: WORKLOAD_METRICS.map(({ name }) => name),
  },
});

export const NO_FILE: ObjectRef = { uri: 'data/none', sha256: '0'.repeat(64), bytes: 0 };
