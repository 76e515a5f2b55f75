import type { Sql } from '@headroom/storage';
import type { Run } from '../../domain/run.ts';

/** Inserts a run and everything it holds, a statement a table. A run that is there already stays as it is. */
export async function writeRun(db: Sql, experimentId: string, run: Run): Promise<void> {
  const inserted = await db.execute(
    `INSERT INTO registry.run (run_id, experiment_id, name, status, start_time, end_time)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [run.runId, experimentId, run.name, run.status, run.startTime, run.endTime],
  );
  if (inserted === 0) return;
  const pairs = async (
    table: string,
    columns: string,
    values: Readonly<Record<string, string>>,
  ) => {
    await db.execute(
      `INSERT INTO registry.${table} (run_id, ${columns}) SELECT $1, * FROM unnest($2::text[], $3::text[])`,
      [run.runId, Object.keys(values), Object.values(values)],
    );
  };
  await pairs('run_param', 'key, value', run.params);
  await pairs('run_tag', 'key, value', run.tags);
  await pairs('run_artifact', 'path, uri', run.artifacts);
  for (const table of ['metric', 'latest_metric']) {
    await db.execute(
      `INSERT INTO registry.${table} (run_id, key, value, step, timestamp)
       SELECT $1, m.*, 0, $4 FROM unnest($2::text[], $3::float8[]) m`,
      [
        run.runId,
        Object.keys(run.metrics),
        Object.values(run.metrics),
        run.endTime ?? run.startTime,
      ],
    );
  }
}
