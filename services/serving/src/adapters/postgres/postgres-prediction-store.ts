import { HeadroomError, PredictionMade } from '@headroom/contracts';
import { bulkUpsert, type BulkColumn, type Database } from '@headroom/storage';
import { z } from 'zod';
import type { ComputedPrediction } from '../../domain/prediction.ts';
import type { PredictionStore } from '../../domain/prediction-store.ts';

const ServiceRow = z.object({ service_id: z.string() });

const PredictionRow = z.object({
  prediction_id: z.string(),
  service_id: z.string(),
  cluster_id: z.string(),
  bucket_end: z.date(),
  horizon_ms: z.number(),
  prediction: z.number(),
  provisional: z.boolean(),
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  definition_hash: z.string(),
  arrival_partition: z.number(),
  arrival_offset: z.number(),
  cluster_window_end: z.date().nullable(),
  cluster_window_version: z.number().nullable(),
  prediction_interval: PredictionMade.shape.interval,
  computed_at: z.date(),
});

export class PostgresPredictionStore implements PredictionStore {
  readonly #db: Database;
  readonly #table: 'serving.prediction' | 'serving.shadow_prediction';

  constructor(db: Database, table: 'serving.prediction' | 'serving.shadow_prediction') {
    this.#db = db;
    this.#table = table;
  }

  async save(predictions: readonly ComputedPrediction[]): Promise<ComputedPrediction[]> {
    const written = await bulkUpsert(this.#db, {
      table: this.#table,
      key: ['prediction_id'],
      onConflict: 'ignore',
      columns: columnsOf(predictions),
    });
    if (written === predictions.length) return [...predictions];
    const kept = await this.#read(predictions.map(({ made }) => made.prediction_id));
    const standing = new Map(kept.map((one) => [one.made.prediction_id, one]));
    return predictions.map(({ made: { prediction_id: id } }) => {
      const one = standing.get(id);
      if (one === undefined) {
        throw new HeadroomError('UNAVAILABLE', `prediction ${id} was deleted while it was kept`);
      }
      return one;
    });
  }

  async find(id: string): Promise<ComputedPrediction | null> {
    const [kept] = await this.#read([id]);
    return kept ?? null;
  }

  async remember(serviceIds: readonly string[]): Promise<void> {
    await bulkUpsert(this.#db, {
      table: 'serving.service',
      key: ['service_id'],
      onConflict: 'ignore',
      columns: [{ name: 'service_id', type: 'text', values: [...serviceIds].sort() }],
    });
  }

  async services(after: string, limit: number): Promise<string[]> {
    const rows = await this.#db.query(
      ServiceRow,
      'select service_id from serving.service where service_id > $1 order by service_id limit $2',
      [after, limit],
    );
    return rows.map(({ service_id: id }) => id);
  }

  async #read(ids: readonly string[]): Promise<ComputedPrediction[]> {
    const rows = await this.#db.query(
      PredictionRow,
      `select * from ${this.#table} where prediction_id = any($1::text[])`,
      [ids],
    );
    return rows.map(fromRow);
  }
}

function columnsOf(predictions: readonly ComputedPrediction[]): BulkColumn[] {
  const made = predictions.map((prediction) => prediction.made);
  return [
    { name: 'prediction_id', type: 'text', values: made.map((p) => p.prediction_id) },
    { name: 'service_id', type: 'text', values: made.map((p) => p.service_id) },
    { name: 'cluster_id', type: 'text', values: made.map((p) => p.cluster_id) },
    { name: 'bucket_end', type: 'timestamptz', values: made.map((p) => p.bucket_end) },
    { name: 'horizon_ms', type: 'int4', values: made.map((p) => p.horizon_ms) },
    { name: 'prediction', type: 'float8', values: made.map((p) => p.prediction) },
    { name: 'provisional', type: 'bool', values: made.map((p) => p.provisional) },
    { name: 'model_name', type: 'text', values: made.map((p) => p.model_name) },
    { name: 'model_version', type: 'text', values: made.map((p) => p.model_version) },
    { name: 'model_sha256', type: 'text', values: made.map((p) => p.model_sha256) },
    { name: 'definition_hash', type: 'text', values: made.map((p) => p.definition_hash) },
    { name: 'arrival_partition', type: 'int4', values: made.map((p) => p.arrival_seq.partition) },
    { name: 'arrival_offset', type: 'int8', values: made.map((p) => p.arrival_seq.offset) },
    {
      name: 'cluster_window_end',
      type: 'timestamptz',
      values: made.map((p) => p.cluster_window_end ?? NaN),
    },
    {
      name: 'cluster_window_version',
      type: 'int8',
      values: made.map((p) => p.cluster_window_version ?? NaN),
    },
    {
      name: 'prediction_interval',
      type: 'jsonb',
      values: made.map(({ interval }) => (interval ? JSON.stringify(interval) : null)),
    },
    {
      name: 'computed_at',
      type: 'timestamptz',
      values: predictions.map(({ computedAt }) => computedAt),
    },
  ];
}

function fromRow(row: z.infer<typeof PredictionRow>): ComputedPrediction {
  const { arrival_partition, arrival_offset, computed_at, prediction_interval, ...rest } = row;
  return {
    made: {
      ...rest,
      interval: prediction_interval ?? null,
      bucket_end: row.bucket_end.getTime(),
      arrival_seq: { partition: arrival_partition, offset: arrival_offset },
      cluster_window_end: row.cluster_window_end?.getTime() ?? null,
    },
    computedAt: computed_at.getTime(),
  };
}
