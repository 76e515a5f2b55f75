import { DuckDBInstance } from '@duckdb/node-api';
import type { ReplayBucket, ReplayService } from '@headroom/forecasting';
import { z } from 'zod';

const Row = z.object({
  service: z.string(),
  demand: z.number(),
  /** Null in a bucket that nobody reported. */
  instances: z.number().nullable(),
  split: z.string().nullable(),
  forecast: z.number().nullable(),
});

/** A service's demand over the buckets of the validation and test splits, with the forecasts of one model. */
export interface DemandHistory {
  readonly service: string;
  readonly buckets: readonly ReplayBucket[];
  /** Index of the first bucket of the test split. */
  readonly test: number;
  readonly instancesAtStart: number;
}

/**
 * Demand as the generator knows it; forecasts as the model made them: predicted cpu × the instances of then.
 * @param hidden the generator's truth, @param data what it published, @param predictions a model's, Parquet files
 */
export async function demandHistories(files: {
  readonly hidden: string;
  readonly data: string;
  readonly predictions: string;
}): Promise<DemandHistory[]> {
  return histories(
    `with seen as (
       select service_id, "timestamp", last_value(instance_count ignore nulls) over
         (partition by service_id order by "timestamp") as instances
       from read_parquet($data))
     select h.serviceId as service, h.load_demand as demand, s.instances, p.split,
            p.prediction * s.instances as forecast
     from read_parquet($hidden) h
     left join seen s on s.service_id = h.serviceId and s."timestamp" = h."timestamp"
     left join read_parquet($predictions) p on p.service_id = h.serviceId and p.event_timestamp = h."timestamp"
     order by h.serviceId, h."timestamp"`,
    files,
  );
}

async function histories(sql: string, files: Record<string, string>): Promise<DemandHistory[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql, files);
    const rows = z.array(Row).parse(reader.getRowObjectsJS());
    const services = [...new Set(rows.map(({ service }) => service))];
    return services.map((service) =>
      historyOf(
        service,
        rows.filter((row) => row.service === service),
      ),
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function historyOf(service: string, all: readonly z.infer<typeof Row>[]): DemandHistory {
  const rows = all.slice(all.findIndex(({ split }) => split !== null));
  return {
    service,
    buckets: rows.map(({ demand, forecast }) => ({ demand, forecast })),
    test: rows.findIndex(({ split }) => split === 'test'),
    instancesAtStart: rows[0]?.instances ?? 1,
  };
}

/** The validation split is where rules are tuned, the test split where they are judged. */
export const tuningPart = (history: DemandHistory): ReplayService => ({
  ...history,
  buckets: history.buckets.slice(0, history.test),
  from: 24,
});

export const judgedPart = (history: DemandHistory): ReplayService => ({
  ...history,
  from: history.test + 1,
});
