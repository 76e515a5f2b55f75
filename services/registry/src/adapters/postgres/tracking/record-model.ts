import type { Database } from '@headroom/storage';
import { z } from 'zod';
import { requireActive } from './run-state.ts';

/** Where clients before MLflow 3 look up what a run logged: a JSON list in a tag. */
const MODELS_TAG = 'mlflow.log-model.history';

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function recordModel(db: Database, runId: string, model: object): Promise<void> {
  const [outcome] = await db.query(
    z.object({ lifecycle_stage: z.enum(['active', 'deleted']) }),
    `WITH target AS (SELECT run_no, lifecycle_stage FROM registry.run WHERE run_id = $1),
     changed AS (
       UPDATE registry.run r SET tags = r.tags || jsonb_build_object('${MODELS_TAG}',
         (coalesce((r.tags ->> '${MODELS_TAG}')::jsonb, '[]') || jsonb_build_array($2::jsonb))::text)
       FROM target WHERE r.run_no = target.run_no AND r.lifecycle_stage = 'active'
     )
     SELECT lifecycle_stage FROM target`,
    [runId, JSON.stringify(model)],
  );
  requireActive(runId, outcome?.lifecycle_stage);
}
