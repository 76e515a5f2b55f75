import { z } from 'zod';
import { LoggedModel } from '../mlflow/answers.ts';
import { copyFiles, modelFiles } from './copy-files.ts';
import type { Copying } from './copying.ts';
import { tagsOfCopy } from './marks.ts';

const One = z.object({ model: LoggedModel });

/** The id of the copy, which is made if there is none. It is ready once its files are there. */
export async function copyLoggedModel(
  copying: Copying,
  experimentId: string,
  { info, data }: LoggedModel,
  made: string | undefined,
): Promise<string> {
  const { target, outcome, runIds } = copying;
  const { model } =
    made === undefined
      ? await target.send(
          'POST',
          'logged-models',
          {
            experiment_id: experimentId,
            name: info.name,
            model_type: info.model_type,
            source_run_id: runIds.get(info.source_run_id) ?? info.source_run_id,
            params: data.params,
            tags: tagsOfCopy(info.tags, info.model_id),
          },
          One,
        )
      : await target.get(`logged-models/${made}`, {}, One);
  const { model_id, artifact_uri, status } = model.info;
  if (made !== undefined && status === info.status) return model_id;
  await copyFiles(copying, modelFiles(info.model_id), modelFiles(model_id), artifact_uri);
  if (info.status !== 'LOGGED_MODEL_PENDING') {
    const end = { model_id, status: info.status };
    await target.send('PATCH', `logged-models/${model_id}`, end, One);
  }
  outcome.loggedModels += 1;
  return model_id;
}
