import { HeadroomError, RecommendationMade } from '@headroom/contracts';
import { bulkUpsert, type Database, type Sql } from '@headroom/storage';
import { z } from 'zod';
import type {
  CausedRecommendation,
  RecommendationStore,
} from '../../domain/recommendation-store.ts';
import { newServiceScaling, type ServiceScaling } from '../../domain/service-scaling.ts';
import { scalingFromJson, scalingToJson } from './scaling-json.ts';

const MadeRow = z.object({ cause_id: z.string(), made: RecommendationMade });
const ScalingRow = z.object({ service_id: z.string(), version: z.number(), scaling: z.unknown() });

export class PostgresRecommendationStore implements RecommendationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async causedBy(causeIds: readonly string[]): Promise<CausedRecommendation[]> {
    const rows = await this.#db.query(
      MadeRow,
      `select cause_id, made from serving.recommendation where cause_id = any($1::text[])
       order by bucket_end, provisional`,
      [[...causeIds]],
    );
    return rows.map(caused);
  }

  async scalings(serviceIds: readonly string[]): Promise<Map<string, ServiceScaling>> {
    const rows = await this.#db.query(
      ScalingRow,
      'select service_id, version, scaling from serving.scaling where service_id = any($1::text[])',
      [[...serviceIds]],
    );
    return new Map(
      rows.map(({ service_id: id, version, scaling }) => [
        id,
        scalingFromJson(scaling, version) ?? newServiceScaling(version),
      ]),
    );
  }

  async save(
    scalings: ReadonlyMap<string, ServiceScaling>,
    made: readonly CausedRecommendation[],
  ): Promise<CausedRecommendation[]> {
    return this.#db.transaction(async (tx) => {
      await upsertScalings(tx, scalings);
      const written = await insertMade(tx, made);
      return written === made.length ? [...made] : standing(tx, made);
    });
  }
}

/** In order of their ids: two processes that overlap for a moment must not wait for each other. */
async function upsertScalings(
  sql: Sql,
  scalings: ReadonlyMap<string, ServiceScaling>,
): Promise<void> {
  const sorted = [...scalings].sort(([a], [b]) => (a < b ? -1 : 1));
  await bulkUpsert(sql, {
    table: 'serving.scaling',
    key: ['service_id'],
    onConflict: 'update',
    updateWhen: 'target.version < excluded.version',
    columns: [
      { name: 'service_id', type: 'text', values: sorted.map(([id]) => id) },
      { name: 'version', type: 'int8', values: sorted.map(([, { version }]) => version) },
      { name: 'scaling', type: 'jsonb', values: sorted.map(([, one]) => scalingToJson(one)) },
    ],
  });
}

async function insertMade(sql: Sql, made: readonly CausedRecommendation[]): Promise<number> {
  return bulkUpsert(sql, {
    table: 'serving.recommendation',
    key: ['recommendation_id'],
    onConflict: 'ignore',
    columns: [
      {
        name: 'recommendation_id',
        type: 'text',
        values: made.map((one) => one.made.recommendation_id),
      },
      { name: 'cause_id', type: 'text', values: made.map((one) => one.causeId) },
      { name: 'service_id', type: 'text', values: made.map((one) => one.made.service_id) },
      { name: 'bucket_end', type: 'timestamptz', values: made.map((one) => one.made.bucket_end) },
      { name: 'provisional', type: 'bool', values: made.map((one) => one.made.provisional) },
      { name: 'made', type: 'jsonb', values: made.map((one) => JSON.stringify(one.made)) },
    ],
  });
}

async function standing(
  sql: Sql,
  made: readonly CausedRecommendation[],
): Promise<CausedRecommendation[]> {
  const rows = await sql.query(
    MadeRow,
    'select cause_id, made from serving.recommendation where recommendation_id = any($1::text[])',
    [made.map((one) => one.made.recommendation_id)],
  );
  const byId = new Map(rows.map((row) => [row.made.recommendation_id, caused(row)]));
  return made.map((one) => {
    const id = one.made.recommendation_id;
    const stands = byId.get(id);
    if (stands === undefined)
      throw new HeadroomError('UNAVAILABLE', `recommendation ${id} was deleted while it was kept`);
    return stands;
  });
}

const caused = ({ cause_id: causeId, made }: z.infer<typeof MadeRow>): CausedRecommendation => ({
  causeId,
  made,
});
