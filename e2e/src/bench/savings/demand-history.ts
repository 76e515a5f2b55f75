import { DuckDBInstance } from '@duckdb/node-api';
import type { ReplayBucket, ReplayService } from '@headroom/forecasting';
import { z } from 'zod';

const Row = z.object({
  service: z.string(),
  end: z.number(),
  demand: z.number(),
  /** Null in a bucket that nobody reported. */
  instances: z.number().nullable(),
  split: z.string().nullable(),
  forecast: z.number().nullable(),
});

/** A service's demand from its first bucket on, with the forecasts of one model where they are not of its training. */
interface DemandHistory {
  readonly service: string;
  readonly buckets: readonly ReplayBucket[];
  /** Indices of the first buckets of the validation and test splits. */
  readonly validation: number;
  readonly test: number;
  readonly instancesAtStart: number;
}

/**
 * Demand as the generator knows it; forecasts as the model made them: predicted cpu × the instances of then.
 * @param files Parquet: the generator's truth, what it published, a model's predictions
 */
export const generatedDemand = (files: {
  readonly hidden: string;
  readonly data: string;
  readonly predictions: string;
}): Promise<DemandHistory[]> =>
  histories(
    `with seen as (
       select service_id, "timestamp", last_value(instance_count ignore nulls) over
         (partition by service_id order by "timestamp") as instances
       from read_parquet($data))
     select h.serviceId as service, epoch(h."timestamp") * 1000 as "end", h.load_demand as demand, s.instances, p.split,
            p.prediction * s.instances as forecast
     from read_parquet($hidden) h
     left join seen s on s.service_id = h.serviceId and s."timestamp" = h."timestamp"
     left join read_parquet($predictions) p on p.service_id = h.serviceId and p.event_timestamp = h."timestamp"
     order by h.serviceId, h."timestamp"`,
    files,
  );

/** Demand of services whose instances nobody recorded: a constant number of them is assumed. */
export const assumedDemand = (
  files: { readonly data: string; readonly predictions: string },
  instances: number,
  cadenceMs: number,
): Promise<DemandHistory[]> =>
  histories(
    `with buckets as (
       select service_id, ceil(epoch("timestamp") * 1000 / ${cadenceMs}) * ${cadenceMs} as bucket,
              avg(cpu_utilization) * ${instances} as demand
       from read_parquet($data) where cpu_utilization is not null group by 1, 2)
     select b.service_id as service, b.bucket as "end", b.demand, ${instances} as instances, p.split,
            p.prediction * ${instances} as forecast
     from buckets b
     left join read_parquet($predictions) p
       on p.service_id = b.service_id and epoch(p.event_timestamp) * 1000 = b.bucket
     order by b.service_id, b.bucket`,
    files,
  );

async function histories(sql: string, files: Record<string, string>): Promise<DemandHistory[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql, files);
    const rows = z.array(Row).parse(reader.getRowObjectsJS());
    return [...new Set(rows.map(({ service }) => service))].map((service) => {
      const own = rows.filter((row) => row.service === service);
      return {
        service,
        buckets: own,
        validation: own.findIndex(({ split }) => split !== null),
        test: own.findIndex(({ split }) => split === 'test'),
        instancesAtStart: own[0]?.instances ?? 1,
      };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The validation split is where rules are tuned, after a day of it; the test split is where they are judged. */
export const tuningPart = (history: DemandHistory, bucketsPerDay: number): ReplayService => ({
  ...history,
  buckets: history.buckets.slice(0, history.test),
  from: history.validation + bucketsPerDay,
});

export const judgedPart = (history: DemandHistory): ReplayService => ({
  ...history,
  from: history.test + 1,
});
