import type { ObjectRef } from '@headroom/contracts';
import { MODEL_FILE_FORMATS, type FileReference, type ModelBundle } from '@headroom/forecasting';
import type { Fitted } from '../domain/trainer.ts';
import type { TrainingData } from '../domain/training-data.ts';
import type { TrainingJob } from '../domain/training-job.ts';

/**
 * The description of a model, but for its intervals, which are made of what it predicts: a function of job, data and
 * fit, with no time or name of a machine in it.
 */
export function modelBundle(
  { algorithm, snapshot }: Pick<TrainingJob, 'algorithm' | 'snapshot'>,
  data: TrainingData,
  fitted: Fitted,
  model: FileReference,
): ModelBundle {
  const { train, validation, test } = data.rows;
  return {
    format: 'headroom-model/1',
    algorithm,
    featureService: snapshot.feature_service,
    columns: fitted.columns,
    declared: data.declared,
    definitionHash: snapshot.definition_hash,
    cadenceMs: snapshot.cadence_ms,
    transform: 'level-scale',
    scaler: fitted.scaler,
    demand: fitted.demand,
    intervals: null,
    model: { ...model, format: MODEL_FILE_FORMATS[algorithm] },
    trainingData: {
      snapshot: fileOf(snapshot.file),
      asOf: snapshot.as_of,
      rows: { train: train.length, validation: validation.length, test: test.length },
      services: data.blocks.map(({ service }) => service),
    },
    library: fitted.library,
    params: fitted.params,
  };
}

const fileOf = ({ uri, sha256, bytes }: ObjectRef): FileReference => ({ uri, sha256, bytes });
