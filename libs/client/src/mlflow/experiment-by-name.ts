import { z } from 'zod';
import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { Experiment, Nothing } from './answers.ts';
import { MlflowServerError } from './mlflow-server-error.ts';

const One = z.object({ experiment: Experiment });
const Created = z.object({ experiment_id: z.string() });

/** @throws MlflowServerError `RESOURCE_DOES_NOT_EXIST` */
export async function experimentByName(server: MlflowServer, name: string): Promise<Experiment> {
  const answer = await server.get('experiments/get-by-name', { experiment_name: name }, One);
  return answer.experiment;
}

/** The id of an experiment, which is made if there is none. Another may make it at the same moment. */
export async function ensureExperiment(
  server: MlflowServer,
  name: string,
  tags: readonly { readonly key: string; readonly value: string }[] = [],
): Promise<string> {
  const found = await experimentByName(server, name).catch(unless('RESOURCE_DOES_NOT_EXIST'));
  if (found) return found.experiment_id;
  const made = await server
    .send('POST', 'experiments/create', { name, tags }, Created)
    .catch(unless('RESOURCE_ALREADY_EXISTS'));
  return made?.experiment_id ?? (await experimentByName(server, name)).experiment_id;
}

/** A deleted experiment keeps its runs and its name; both come back when it is restored. */
export async function setLifecycle(
  server: MlflowServer,
  experimentId: string,
  change: 'delete' | 'restore',
): Promise<void> {
  await server.send('POST', `experiments/${change}`, { experiment_id: experimentId }, Nothing);
}

/** For `catch`: undefined if the server refused with that code. */
export const unless =
  (code: string) =>
  (error: unknown): undefined => {
    if (!(error instanceof MlflowServerError) || error.code !== code) throw error;
    return undefined;
  };
