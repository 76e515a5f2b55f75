import { TOPICS, type LiveError } from '@headroom/contracts';
import { toOutboxRow } from '@headroom/messaging';
import { bulkUpsert, enqueue, type Database, type Sql } from '@headroom/storage';
import type {
  FollowedAlias,
  FollowedModel,
  LevelRow,
  PredictionRow,
  Touched,
} from '../../domain/live/live-rows.ts';
import type { LiveStore, LiveTransaction } from '../../domain/live/live-store.ts';
import { readFollowed, readHours, readJudgements, readTotals } from './live-queries.ts';
import { putLevels, putPredictions } from './put-live-rows.ts';
import { recount } from './recount-hours.ts';

/** Name of the service's outbox. */
export const OUTBOX = 'drift';

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

  putLevels(rows: readonly LevelRow[], windowMs: number): Promise<Touched[]> {
    return putLevels(this.#sql, rows, windowMs);
  }

  putPredictions(rows: readonly PredictionRow[]): Promise<Touched[]> {
    return putPredictions(this.#sql, rows);
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
    await this.#forgetOthers();
  }

  async unfollow(alias: FollowedAlias, name: string, version: string): Promise<void> {
    await this.#sql.execute(
      'delete from drift.live_model where alias = $1 and model_name = $2 and model_version = $3',
      [alias, name, version],
    );
    await this.#forgetOthers();
  }

  recount(model: FollowedModel, touched: readonly Touched[] | null, windowMs: number) {
    return recount(this.#sql, model, touched, windowMs);
  }

  hours(model: FollowedModel, services: readonly string[] | null) {
    return readHours(this.#sql, model, services);
  }

  totals(model: FollowedModel) {
    return readTotals(this.#sql, model);
  }

  standing({ name, version }: FollowedModel, services: readonly string[] | null) {
    const where = `where model_name = $1 and model_version = $2
      and ($3::text[] is null or service_id = '' or service_id = any($3))`;
    return readJudgements(this.#sql, where, [name, version, services]);
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

  /** What is made of predictions and levels is made again when a version is followed again. */
  async #forgetOthers(): Promise<void> {
    for (const table of ['live_hour', 'live_error'])
      await this.#sql.execute(
        `delete from drift.${table} d where not exists (select from drift.live_model m
           where m.model_name = d.model_name and m.model_version = d.model_version)`,
      );
  }
}
