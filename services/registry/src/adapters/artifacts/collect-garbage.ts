import type { Database, ObjectStore } from '@headroom/storage';
import { z } from 'zod';
import { UPLOADS } from './artifact-files.ts';

export interface CollectOptions {
  /** Tells what would be done and does nothing. */
  readonly dryRun: boolean;
  /** Deleted runs and logged models are kept this long: until then they can be restored. */
  readonly retentionMs: number;
  /** What was found unused is removed in a collection at least this much later, if it is still unused. */
  readonly graceMs: number;
}

const KINDS = ['run', 'logged_model', 'object'] as const;
type Kind = (typeof KINDS)[number];
type Counts = Readonly<Record<Kind, number>>;

const Id = z.object({ id: z.string() });
const BATCH = 1_000;

/**
 * Removes what is used no more, in two phases: what is found unused is marked; what an earlier collection marked and is still
 * unused goes. So an upload whose row is not written yet is never taken, and a second collection after a crash goes on.
 * Objects that training wrote are not the registry's, and stay.
 */
export class CollectGarbage {
  readonly #db: Database;
  readonly #objects: ObjectStore;
  readonly #now: () => number;

  constructor(db: Database, objects: ObjectStore, now: () => number) {
    this.#db = db;
    this.#objects = objects;
    this.#now = now;
  }

  async execute(options: CollectOptions): Promise<{ marked: Counts; removed: Counts }> {
    const marked = { run: 0, logged_model: 0, object: 0 };
    const removed = { run: 0, logged_model: 0, object: 0 };
    for (const kind of KINDS) {
      const unused = await this.#unused(kind, this.#now() - options.retentionMs);
      const due = new Set(await this.#due(kind, unused, this.#now() - options.graceMs));
      marked[kind] = unused.length - due.size;
      removed[kind] = due.size;
      if (options.dryRun) continue;
      await this.#mark(kind, unused);
      for (const id of due) await this.#remove(kind, id);
    }
    return { marked, removed };
  }

  async #unused(kind: Kind, before: number): Promise<string[]> {
    if (kind === 'object') return this.#unnamedObjects();
    const rows = await this.#db.query(
      Id,
      kind === 'run'
        ? `SELECT run_id AS id FROM registry.run WHERE lifecycle_stage = 'deleted' AND deleted_time <= $1`
        : `SELECT model_id AS id FROM registry.logged_model
           WHERE lifecycle_stage = 'deleted' AND last_updated_time <= $1`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  /** What serving loads stays also when the run that it was uploaded to is gone. */
  async #unnamedObjects(): Promise<string[]> {
    const keys = await this.#objects.list(UPLOADS);
    const unnamed: string[] = [];
    for (let i = 0; i < keys.length; i += BATCH) {
      const batch = keys.slice(i, i + BATCH);
      const rows = await this.#db.query(
        Id,
        `SELECT object_key AS id FROM registry.artifact WHERE object_key = ANY($1::text[])
         UNION SELECT bundle ->> 'uri' FROM registry.model_version WHERE bundle ->> 'uri' = ANY($1::text[])`,
        [batch],
      );
      const named = new Set(rows.map(({ id }) => id));
      unnamed.push(...batch.filter((key) => !named.has(key)));
    }
    return unnamed;
  }

  async #due(kind: Kind, unused: readonly string[], before: number): Promise<string[]> {
    const rows = await this.#db.query(
      Id,
      'SELECT id FROM registry.garbage WHERE kind = $1 AND id = ANY($2::text[]) AND marked_at <= $3',
      [kind, unused, before],
    );
    return rows.map(({ id }) => id);
  }

  /** What has come into use again loses its mark. */
  async #mark(kind: Kind, unused: readonly string[]): Promise<void> {
    await this.#db.execute(
      `WITH gone AS (DELETE FROM registry.garbage WHERE kind = $1 AND id <> ALL($2::text[]))
       INSERT INTO registry.garbage (kind, id, marked_at) SELECT $1, id, $3 FROM unnest($2::text[]) id
       ON CONFLICT DO NOTHING`,
      [kind, unused, this.#now()],
    );
  }

  async #remove(kind: Kind, id: string): Promise<void> {
    if (kind === 'object') await this.#objects.delete(id);
    else {
      await this.#db.transaction(async (sql) => {
        for (const statement of kind === 'run' ? OF_RUN : OF_LOGGED_MODEL) {
          await sql.execute(statement, [id]);
        }
      });
    }
    await this.#db.execute('DELETE FROM registry.garbage WHERE kind = $1 AND id = $2', [kind, id]);
  }
}

const artifactsUnder = (location: string): string =>
  `DELETE FROM registry.artifact a USING ${location} l
   WHERE l.uri LIKE 'mlflow-artifacts:/%' AND a.path >= substr(l.uri, 19) || '/' AND a.path < substr(l.uri, 19) || '0'`;

const ofRun = (table: string): string =>
  `DELETE FROM registry.${table} t USING registry.run r
   WHERE r.run_id = $1 AND r.lifecycle_stage = 'deleted' AND t.run_no = r.run_no`;

const OF_RUN = [
  artifactsUnder(
    `(SELECT artifact_uri AS uri FROM registry.run WHERE run_id = $1 AND lifecycle_stage = 'deleted')`,
  ),
  ...['metric', 'latest_metric', 'run_dataset', 'run_model'].map(ofRun),
  `DELETE FROM registry.run WHERE run_id = $1 AND lifecycle_stage = 'deleted'`,
];
const OF_LOGGED_MODEL = [
  artifactsUnder(
    `(SELECT artifact_location AS uri FROM registry.logged_model WHERE model_id = $1 AND lifecycle_stage = 'deleted')`,
  ),
  `DELETE FROM registry.logged_model WHERE model_id = $1 AND lifecycle_stage = 'deleted'`,
];
