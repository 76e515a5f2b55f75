import { z } from 'zod';
import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { Run } from './answers.ts';

const One = z.object({ run: Run });

/** @throws MlflowServerError `RESOURCE_DOES_NOT_EXIST` */
export async function runById(server: MlflowServer, runId: string): Promise<Run> {
  return (await server.get('runs/get', { run_id: runId }, One)).run;
}
