import { HeadroomError } from '@headroom/contracts';
import type { Database } from '@headroom/storage';
import { z } from 'zod';

const Experiment = z.object({ experiment_id: z.coerce.string(), name: z.string() });
const RunSummary = z.object({
  run_id: z.string(),
  name: z.string(),
  status: z.string(),
  start_time: z.number(),
  end_time: z.number().nullable(),
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), z.number()),
  tags: z.record(z.string(), z.string()),
});
const Version = z.object({
  name: z.string(),
  version: z.int(),
  run_id: z.string().nullable(),
  algorithm: z.string().nullable(),
  creation_time: z.number(),
  aliases: z.array(z.string()),
});
const AliasChange = z.object({
  name: z.string(),
  version: z.int().nullable(),
  reason: z.string(),
  changed_at: z.number(),
});

/** What people and tools look up. Lists are newest first and bounded. */
export class ReadRegistry {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  experiments() {
    return this.#db.query(
      Experiment,
      'SELECT experiment_id, name FROM registry.experiment ORDER BY experiment_id DESC LIMIT 1000',
    );
  }

  runs(experimentId: string, limit: number) {
    return this.#db.query(
      RunSummary,
      `SELECT r.run_id, r.name, r.status, r.start_time, r.end_time, r.params, r.tags,
         (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM registry.latest_metric m
          WHERE m.run_no = r.run_no AND value <> 'NaN') metrics
       FROM registry.run r WHERE r.experiment_id = $1 AND r.lifecycle_stage = 'active' ORDER BY r.start_time DESC, r.run_id LIMIT $2`,
      [experimentId, limit],
    );
  }

  versions(name: string | null) {
    return this.#db.query(
      Version,
      `SELECT v.name, v.version, v.run_id, v.algorithm, v.creation_time,
         ARRAY(SELECT alias FROM registry.model_alias a WHERE a.name = v.name AND a.version = v.version ORDER BY 1) aliases
       FROM registry.model_version v
       WHERE ($1::text IS NULL OR v.name = $1) AND v.current_stage <> 'Deleted_Internal'
       ORDER BY v.name, v.version DESC LIMIT 1000`,
      [name],
    );
  }

  /** @throws NOT_FOUND when no version carries the alias */
  async holderOf(alias: string) {
    const [holder] = await this.#db.query(
      Version,
      `SELECT v.name, v.version, v.run_id, v.algorithm, v.creation_time, ARRAY[a.alias] aliases
       FROM registry.model_alias a JOIN registry.model_version v USING (name, version)
       WHERE a.alias = $1 ORDER BY v.bundle IS NULL, a.name LIMIT 1`,
      [alias],
    );
    if (holder === undefined) {
      throw new HeadroomError('NOT_FOUND', `alias ${alias}: no model version carries it yet`);
    }
    return holder;
  }

  aliasHistory(alias: string) {
    return this.#db.query(
      AliasChange,
      `SELECT name, version, reason, changed_at FROM registry.alias_history
       WHERE alias = $1 ORDER BY id DESC LIMIT 1000`,
      [alias],
    );
  }
}
