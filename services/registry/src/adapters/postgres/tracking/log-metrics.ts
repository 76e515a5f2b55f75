import { HeadroomError } from '@headroom/contracts';
import type { Database } from '@headroom/storage';
import { z } from 'zod';
import type { Int64 } from '../../../domain/int64.ts';
import { keptValue, type MetricPoint } from '../../../domain/tracking/metric.ts';
import { requireActive } from './run-state.ts';

const Stage = z.object({ run_id: z.string(), lifecycle_stage: z.enum(['active', 'deleted']) });

/** NaN counts as 0 where points of one step and time are compared, as on the genuine server. */
const RANK = (value: string) => `CASE WHEN ${value} = 'NaN' THEN 0 ELSE ${value} END`;

/** History and latest values from the rows of `active`: one point a row with its run's numbers. */
export const WRITE_POINTS = `
  history AS (
    INSERT INTO registry.metric (run_no, key, step, timestamp, value)
    SELECT run_no, key, step, timestamp, value FROM active ON CONFLICT DO NOTHING
  ),
  latest AS (
    INSERT INTO registry.latest_metric AS l (run_no, key, experiment_id, step, timestamp, value)
    SELECT DISTINCT ON (run_no, key) run_no, key, experiment_id, step, timestamp, value
    FROM active ORDER BY run_no, key, step DESC, timestamp DESC, ${RANK('value')} DESC
    ON CONFLICT (run_no, key) DO UPDATE
      SET step = excluded.step, timestamp = excluded.timestamp, value = excluded.value
      WHERE (excluded.step, excluded.timestamp, ${RANK('excluded.value')})
        > (l.step, l.timestamp, ${RANK('l.value')})
  )`;

const LOG_METRICS = {
  name: 'registry.log-metrics',
  text: `
  WITH target AS (
    SELECT run_id, run_no, experiment_id, lifecycle_stage FROM registry.run WHERE run_id = ANY($1)
  ),
  active AS (
    SELECT run_no, experiment_id, p.* FROM target
    JOIN unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::float8[])
      AS p (of_run, key, step, timestamp, value) ON of_run = run_id
    WHERE lifecycle_stage = 'active'
  ),${WRITE_POINTS}
  SELECT run_id, lifecycle_stage FROM target`,
};

interface Waiting {
  readonly runId: string;
  readonly point: MetricPoint;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/** Callers that share one statement: enough that commits are shared, few enough that nobody waits for a crowd. */
const MOST_AT_ONCE = 500;

/**
 * Writes single points. Those that come while a statement runs wait, and go together in the next one: a commit for all of
 * them, and each is told when it is on disk.
 */
export class MetricWriter {
  readonly #db: Database;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE for a run that is not active */
  log(runId: string, point: MetricPoint): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ runId, point, written, failed });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, MOST_AT_ONCE));
    this.#running = false;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const runs = await this.#db.query(Stage, LOG_METRICS, [
        Array.from(new Set(group.map(({ runId }) => runId))),
        group.map(({ runId }) => runId),
        ...columnsOf(group.map(({ point }) => point)),
      ]);
      const stages = new Map(runs.map((run) => [run.run_id, run.lifecycle_stage]));
      for (const { runId, written, failed } of group) {
        try {
          requireActive(runId, stages.get(runId));
          written();
        } catch (error) {
          failed(error);
        }
      }
    } catch (error) {
      const away = error instanceof HeadroomError && error.retriable;
      if (group.length === 1 || away) for (const { failed } of group) failed(error);
      // One caller's impossible value must not fail the others.
      else for (const one of group) await this.#write([one]);
    }
  }
}

/** Parameters of points: keys, steps, timestamps, values. */
export const columnsOf = (points: readonly MetricPoint[]) => [
  points.map(({ key }) => key),
  numbers(points.map(({ step }) => step)),
  numbers(points.map(({ timestamp }) => timestamp)),
  numbers(points.map(({ value }) => keptValue(value))),
];

/** As Postgres writes an array: the driver would quote each number, and Postgres read it as a text. */
const numbers = (values: readonly Int64[]): string => `{${values.join(',')}}`;
