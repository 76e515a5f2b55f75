import { TOPICS, type LiveError } from '@headroom/contracts';
import { toOutboxRow } from '@headroom/messaging';
import { bulkUpsert, enqueue, type Database, type Sql } from '@headroom/storage';
import type {
  FollowedAlias,
  FollowedModel,
  LevelRow,
  PredictionRow,
} from '../../domain/live/live-rows.ts';
import type { LiveStore, LiveTransaction } from '../../domain/live/live-store.ts';
import { newestRows } from '../../domain/live/newest-rows.ts';
import { readFollowed, readHours, readJudgements } from './live-queries.ts';
import { recount } from './recount-hours.ts';

/** Name of the service's outbox. */
export const OUTBOX = 'drift';

const NEWER = 'target.revision <= excluded.revision';

/** Live errors on Postgres. One transaction at a time: of two halves of a pair that come at once the later sees both. */
export class PgLiveStore implements LiveStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  transaction<T>(work: (tx: LiveTransaction) => Promise<T>): Promise<T> {
    return this.#db.transaction(async (sql) => {
      await sql.execute("select pg_advisory_xact_lock(hashtext('drift.live'))");
      return work(new PgLiveTransaction(sql));
    });
  }

  /** Judgements of the versions that are followed now, all services together first. */
  judgements(): Promise<LiveError[]> {
    return readJudgements(
      this.#db,
      `where exists (select from drift.live_model m where m.model_name = live_error.model_name
         and m.model_version = live_error.model_version) order by judgement->>'alias' desc, service_id`,
    );
  }
}

class PgLiveTransaction implements LiveTransaction {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async putLevels(rows: readonly LevelRow[], windowMs: number): Promise<void> {
    const levels = newestRows(rows, (row) => `${row.bucketEnd} ${row.serviceId}`);
    await bulkUpsert(this.#sql, {
      table: 'drift.live_level',
      key: ['service_id', 'bucket_end'],
      onConflict: 'update',
      updateWhen: NEWER,
      columns: [
        { name: 'service_id', type: 'text', values: levels.map((row) => row.serviceId) },
        { name: 'bucket_end', type: 'int8', values: levels.map((row) => row.bucketEnd) },
        { name: 'level', type: 'float8', values: levels.map((row) => row.level) },
        { name: 'revision', type: 'int8', values: levels.map((row) => row.revision) },
      ],
    });
    const closed = new Map<string, number>();
    for (const { serviceId, closedUntil } of rows)
      closed.set(serviceId, Math.max(closedUntil, closed.get(serviceId) ?? -Infinity));
    await bulkUpsert(this.#sql, {
      table: 'drift.live_service',
      key: ['service_id'],
      onConflict: 'update',
      updateWhen: 'target.closed_until < excluded.closed_until',
      columns: [
        { name: 'service_id', type: 'text', values: [...closed.keys()] },
        { name: 'closed_until', type: 'int8', values: [...closed.values()] },
      ],
    });
    for (const table of ['live_level', 'live_prediction'])
      await this.#sql.execute(
        `delete from drift.${table} d using drift.live_service s
         where s.service_id = any($1::text[]) and d.service_id = s.service_id and d.bucket_end < s.closed_until - $2`,
        [[...closed.keys()], 2 * windowMs],
      );
  }

  async putPredictions(rows: readonly PredictionRow[]): Promise<void> {
    const newest = newestRows(rows, ({ name, version, bucketEnd, serviceId }) =>
      JSON.stringify([name, version, bucketEnd, serviceId]),
    );
    await bulkUpsert(this.#sql, {
      table: 'drift.live_prediction',
      key: ['service_id', 'bucket_end', 'model_name', 'model_version'],
      onConflict: 'update',
      updateWhen: NEWER,
      columns: [
        { name: 'service_id', type: 'text', values: newest.map((row) => row.serviceId) },
        { name: 'bucket_end', type: 'int8', values: newest.map((row) => row.bucketEnd) },
        { name: 'model_name', type: 'text', values: newest.map((row) => row.name) },
        { name: 'model_version', type: 'text', values: newest.map((row) => row.version) },
        { name: 'horizon_ms', type: 'int8', values: newest.map((row) => row.horizonMs) },
        { name: 'prediction', type: 'float8', values: newest.map((row) => row.prediction) },
        { name: 'revision', type: 'int8', values: newest.map((row) => row.revision) },
      ],
    });
  }

  followed(): Promise<FollowedModel[]> {
    return readFollowed(this.#sql);
  }

  async follow({ alias, name, version, testRelativeMae }: FollowedModel): Promise<void> {
    await this.#sql.execute(
      `insert into drift.live_model (alias, model_name, model_version, test_relative_mae) values ($1, $2, $3, $4)
       on conflict (alias) do update set model_name = excluded.model_name,
         model_version = excluded.model_version, test_relative_mae = excluded.test_relative_mae`,
      [alias, name, version, testRelativeMae],
    );
    await this.#sql.execute(
      'delete from drift.live_error where model_name = $1 and model_version = $2',
      [name, version],
    );
  }

  async unfollow(alias: FollowedAlias, name: string, version: string): Promise<void> {
    await this.#sql.execute(
      'delete from drift.live_model where alias = $1 and model_name = $2 and model_version = $3',
      [alias, name, version],
    );
    await this.#sql.execute(
      `delete from drift.live_hour h where not exists (select from drift.live_model m
         where m.model_name = h.model_name and m.model_version = h.model_version)`,
    );
  }

  recount(model: FollowedModel, services: readonly string[] | null, windowMs: number) {
    return recount(this.#sql, model, services, windowMs);
  }

  hours(model: FollowedModel) {
    return readHours(this.#sql, model);
  }

  standing({ name, version }: FollowedModel): Promise<LiveError[]> {
    const where = 'where model_name = $1 and model_version = $2';
    return readJudgements(this.#sql, where, [name, version]);
  }

  async keep(judged: readonly LiveError[]): Promise<void> {
    await bulkUpsert(this.#sql, {
      table: 'drift.live_error',
      key: ['model_name', 'model_version', 'service_id'],
      onConflict: 'update',
      columns: [
        { name: 'model_name', type: 'text', values: judged.map((one) => one.model_name) },
        { name: 'model_version', type: 'text', values: judged.map((one) => one.model_version) },
        { name: 'service_id', type: 'text', values: judged.map((one) => one.service_id ?? '') },
        { name: 'judgement', type: 'jsonb', values: judged.map((one) => JSON.stringify(one)) },
      ],
    });
  }

  async tell(changed: readonly LiveError[]): Promise<void> {
    await enqueue(
      this.#sql,
      OUTBOX,
      changed.map((data) => {
        const {
          model_name: name,
          model_version: version,
          service_id: service,
          as_of,
          state,
        } = data;
        const id = JSON.stringify([name, version, data.alias, service, as_of, state, data.rows]);
        const topic = TOPICS.modelsLiveError;
        return toOutboxRow({ topic, id, source: 'headroom/drift', key: name, data });
      }),
    );
  }
}
