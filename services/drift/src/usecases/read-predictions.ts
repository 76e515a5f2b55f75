import {
  HeadroomError,
  type ObjectRef,
  type ServedVersion,
  type TrainedModel,
} from '@headroom/contracts';
import type { Files } from '../domain/files.ts';
import type { Predictions } from '../domain/predictions.ts';
import { readColumns, texts } from './read-columns.ts';

/** @throws INVALID_REQUEST if the challenger is not among the models of the run */
export function challengerOf(
  trained: readonly TrainedModel[],
  { algorithm }: Pick<ServedVersion, 'algorithm'>,
): TrainedModel {
  const model = trained.find((candidate) => candidate.algorithm === algorithm);
  if (model !== undefined) return model;
  throw new HeadroomError(
    'INVALID_REQUEST',
    `trained: holds no ${algorithm}, the challenger's algorithm; send the models that it was chosen from`,
  );
}

export async function readPredictions(files: Files, file: ObjectRef): Promise<Predictions> {
  const names = ['split', 'service_id', 'event_timestamp', 'y', 'prediction', 'persistence'];
  const table = await readColumns(files, file, names);
  return {
    splits: texts(table, 'split'),
    services: texts(table, 'service_id'),
    times: table.timestamps('event_timestamp'),
    actual: table.float64('y'),
    predicted: table.float64('prediction'),
    persistence: table.float64('persistence'),
  };
}
