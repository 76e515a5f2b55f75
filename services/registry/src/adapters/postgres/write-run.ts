import type { Sql } from '@headroom/storage';
import type { Run } from '../../domain/run.ts';

/**
 * Inserts a run and everything it holds, a statement a table, as a client of MLflow would have logged it. A run that is
 * there already stays as it is.
 */
export async function writeRun(db: Sql, experimentId: string, run: Run): Promise<void> {
  const inserted = await db.execute(
    `INSERT INTO registry.run
       (run_id, experiment_id, name, user_id, status, start_time, end_time, artifact_uri, params, tags)
     SELECT $1, experiment_id, $3, 'headroom', $4, $5, $6,
       artifact_location || '/' || $1 || '/artifacts', $7::jsonb, $8::jsonb
     FROM registry.experiment WHERE experiment_id = $2
     ON CONFLICT DO NOTHING`,
    [
      run.runId,
      experimentId,
      run.name,
      run.status,
      run.startTime,
      run.endTime,
      JSON.stringify(run.params),
      JSON.stringify(run.tags),
    ],
  );
  if (inserted === 0) return;
  const files = Object.entries(run.artifacts);
  // The objects are training's: the run names them, and garbage collection leaves them.
  await db.execute(
    `INSERT INTO registry.artifact (path, object_key, bytes, sha256, modified_at)
     SELECT substr(r.artifact_uri, length('mlflow-artifacts:/') + 1) || '/' || f.path, f.uri, f.bytes, f.sha256, $6
     FROM registry.run r, unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) AS f (path, uri, bytes, sha256)
     WHERE r.run_id = $1 AND r.artifact_uri LIKE 'mlflow-artifacts:/%' ON CONFLICT DO NOTHING`,
    [
      run.runId,
      files.map(([path]) => path),
      files.map(([, { uri }]) => uri),
      files.map(([, { bytes }]) => bytes),
      files.map(([, { sha256 }]) => sha256),
      run.endTime ?? run.startTime,
    ],
  );
  await db.execute(
    `WITH point AS (
       SELECT run_no, experiment_id, key, 0::bigint AS step, $4::bigint AS timestamp, value
       FROM registry.run, unnest($2::text[], $3::float8[]) AS m (key, value) WHERE run_id = $1
     ),
     history AS (
       INSERT INTO registry.metric (run_no, key, step, timestamp, value)
       SELECT run_no, key, step, timestamp, value FROM point
     )
     INSERT INTO registry.latest_metric (run_no, key, experiment_id, step, timestamp, value)
     SELECT run_no, key, experiment_id, step, timestamp, value FROM point`,
    [run.runId, Object.keys(run.metrics), Object.values(run.metrics), run.endTime ?? run.startTime],
  );
}
