import type { Database } from '@headroom/storage';
import { keptValue, type MetricPoint } from '../../../domain/tracking/metric.ts';
import { int8 } from './run-state.ts';

/** Points that were measured on a logged model are the model's too. Those of a model that is not here are only the run's. */
export async function logModelMetrics(
  db: Database,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  const measured = points.filter(({ modelId }) => modelId !== undefined);
  if (measured.length === 0) return;
  await db.execute(
    `INSERT INTO registry.logged_model_metric
       (model_id, key, timestamp, step, run_id, value, dataset_name, dataset_digest)
     SELECT DISTINCT ON (m.model_id, p.key, p.timestamp, p.step)
       m.model_id, p.key, p.timestamp, p.step, $1, p.value, p.dataset_name, p.dataset_digest
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::float8[], $7::text[], $8::text[])
       AS p (model_id, key, timestamp, step, value, dataset_name, dataset_digest)
     JOIN registry.logged_model m USING (model_id)
     ON CONFLICT DO NOTHING`,
    [
      runId,
      measured.map(({ modelId }) => modelId),
      measured.map(({ key }) => key),
      measured.map(({ timestamp }) => int8(timestamp)),
      measured.map(({ step }) => int8(step)),
      measured.map(({ value }) => keptValue(value)),
      measured.map(({ datasetName }) => datasetName ?? null),
      measured.map(({ datasetDigest }) => datasetDigest ?? null),
    ],
  );
}
