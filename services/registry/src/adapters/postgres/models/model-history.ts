import { HeadroomError } from '@headroom/contracts';
import type { Sql } from '@headroom/storage';
import { z } from 'zod';

export const AliasMove = z.object({
  name: z.string(),
  alias: z.string(),
  version: z.int().nullable().describe('null: the alias was taken away'),
  reason: z.string(),
  changed_by: z.string(),
  changed_at: z.number().describe('epoch ms'),
});

export const Lineage = z.object({
  name: z.string(),
  version: z.int(),
  source: z.string().nullable(),
  run: z
    .object({
      run_id: z.string(),
      name: z.string(),
      experiment: z.string(),
      status: z.string(),
      parent_run_id: z.string().nullable(),
    })
    .nullable(),
  snapshot: z
    .object({ uri: z.string().nullable(), sha256: z.string().nullable() })
    .nullable()
    .describe('the training data'),
  definition_hash: z.string().nullable().describe('of the features that it was trained on'),
  library: z.string().nullable(),
  code_version: z.string().nullable().describe('commit of the code that trained it'),
  bundle: z.object({ uri: z.string(), sha256: z.string() }).nullable(),
});

/** What became of versions and aliases over time. */
export class ModelHistory {
  readonly #db: Pick<Sql, 'query'>;

  constructor(db: Pick<Sql, 'query'>) {
    this.#db = db;
  }

  /** Newest first. */
  moves(name: string, alias: string): Promise<z.output<typeof AliasMove>[]> {
    return this.#db.query(
      AliasMove,
      `SELECT name, alias, version, reason, changed_by, changed_at FROM registry.alias_history
       WHERE name = $1 AND alias = $2 ORDER BY id DESC LIMIT 1000`,
      [name, alias],
    );
  }

  /** The change after which the alias stood as it did at that time. @throws NOT_FOUND before the first one */
  async at(name: string, alias: string, time: number): Promise<z.output<typeof AliasMove>> {
    const [move] = await this.#db.query(
      AliasMove,
      `SELECT name, alias, version, reason, changed_by, changed_at FROM registry.alias_history
       WHERE name = $1 AND alias = $2 AND changed_at <= $3 ORDER BY id DESC LIMIT 1`,
      [name, alias, time],
    );
    if (move === undefined) {
      throw new HeadroomError(
        'NOT_FOUND',
        `alias ${alias} of ${name}: it named nothing at ${new Date(time).toISOString()}`,
      );
    }
    return move;
  }

  /** From a version to what it was made of: its run, the training data, the features' definition, the code. @throws NOT_FOUND */
  async lineage(name: string, version: number): Promise<z.output<typeof Lineage>> {
    const [row] = await this.#db.query(
      Lineage,
      `SELECT v.name, v.version, v.source,
         CASE WHEN r.run_id IS NOT NULL THEN jsonb_build_object('run_id', r.run_id, 'name', r.name,
           'experiment', e.name, 'status', r.status, 'parent_run_id', r.tags ->> 'mlflow.parentRunId') END AS run,
         CASE WHEN coalesce(p.tags, r.tags) ? 'headroom.snapshot_sha256' THEN jsonb_build_object(
           'uri', f.object_key, 'sha256', coalesce(p.tags, r.tags) ->> 'headroom.snapshot_sha256') END AS snapshot,
         coalesce(p.tags ->> 'headroom.definition_hash', r.tags ->> 'headroom.definition_hash') AS definition_hash,
         r.tags ->> 'headroom.library' AS library,
         coalesce(r.tags ->> 'mlflow.source.git.commit', p.tags ->> 'mlflow.source.git.commit') AS code_version,
         CASE WHEN v.bundle IS NOT NULL THEN jsonb_build_object('uri', v.bundle ->> 'uri', 'sha256', v.bundle ->> 'sha256') END AS bundle
       FROM registry.model_version v
       LEFT JOIN registry.run r ON r.run_id = v.run_id
       LEFT JOIN registry.run p ON p.run_id = r.tags ->> 'mlflow.parentRunId'
       LEFT JOIN registry.experiment e ON e.experiment_id = r.experiment_id
       LEFT JOIN registry.artifact f
         ON f.path = p.experiment_id || '/' || p.run_id || '/artifacts/snapshot.parquet'
       WHERE v.name = $1 AND v.version = $2 AND v.current_stage <> 'Deleted_Internal'`,
      [name, version],
    );
    if (row === undefined) {
      throw new HeadroomError('NOT_FOUND', `model ${name}: it has no version ${version}`);
    }
    return row;
  }
}
