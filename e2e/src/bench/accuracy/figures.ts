import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { BacktestFiles } from './backtest-run.ts';

const Ratio = z.number().nullable();

const Figures = z.object({
  algorithm: z.string(),
  rows: z.coerce.number(),
  mae: z.number(),
  /** MAE over that of persistence, of the value a day before, of the median continuation from the truth: on the rows that have both. */
  persistence: Ratio,
  seasonal: Ratio,
  floor: Ratio,
  /** Share of truths inside the interval: of all rows, and of the services furthest from the wanted one. */
  coverage: z.number(),
  lowest: z.number(),
  highest: z.number(),
});
export type Figures = z.infer<typeof Figures>;

const ratio = (yardstick: string): string =>
  `avg(abs(y - prediction)) filter (${yardstick} is not null and not isnan(${yardstick}))
   / avg(abs(y - ${yardstick})) filter (not isnan(${yardstick}))`;

const figuresOf = (source: string): string => `
  with rows as (${source}),
  covered as (
    select algorithm, service_id, avg((y between lower and upper)::int) as share from rows group by all),
  of_services as (
    select algorithm, min(share) as lowest, max(share) as highest from covered group by all)
  select algorithm, count(*) as rows, avg(abs(y - prediction)) as mae,
    ${ratio('persistence')} as persistence, ${ratio('seasonal_naive')} as seasonal,
    ${ratio('floor')} as floor,
    avg((y between lower and upper)::int) as coverage, any_value(lowest) as lowest, any_value(highest) as highest
  from rows join of_services using (algorithm) group by algorithm order by mae`;

/** Pooled over the folds' test rows, the best model first. */
export const backtestFigures = ({ predictions, floor }: BacktestFiles): Promise<Figures[]> =>
  query(
    figuresOf(`
      select p.*, f.forecast as floor
      from read_parquet([${predictions.map(quoted).join(', ')}]) p
      left join read_json(${quoted(floor)}) f
        on f.serviceId = p.service_id and f.timestamp = epoch_ms(p.event_timestamp)`),
  );

/** The same of one split, models by their own files; nobody knows a floor. */
export const testFigures = (files: ReadonlyMap<string, string>): Promise<Figures[]> =>
  query(
    figuresOf(
      [...files]
        .map(
          ([algorithm, file]) =>
            `select ${quoted(algorithm)} as algorithm, *, null::double as floor
             from read_parquet(${quoted(file)}) where split = 'test'`,
        )
        .join(' union all by name '),
    ),
  );

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function query(sql: string): Promise<Figures[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return z.array(Figures).parse((await connection.runAndReadAll(sql)).getRowObjectsJS());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
