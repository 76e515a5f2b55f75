import type { Database } from '@headroom/storage';
import { invalidParameter } from '../../../../domain/mlflow-error.ts';
import { offsetOf, pageTokenOf } from '../../../../domain/page-token.ts';
import {
  metricHistories,
  metricHistory,
  sampledHistories,
} from '../../../postgres/tracking/metric-history.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, demand, intLike, ofStrings, required } from '../checks.ts';
import { list, optionalInt32, string } from '../fields.ts';

const MOST_POINTS = 25_000;
const MOST_RUNS = 100;
const MOST_SAMPLED = 2_500;

export const metricCalls = (db: Database): readonly Call[] => [
  call({
    method: 'GET',
    path: '/mlflow/metrics/get-history',
    request: {
      run_id: string,
      run_uuid: string,
      metric_key: string,
      page_token: string,
      max_results: optionalInt32,
    },
    checks: {
      run_id: [aString, required],
      metric_key: [aString, required],
      page_token: [aString],
    },
    handle: async ({ run_id, run_uuid, metric_key, page_token, max_results }) => {
      if (max_results !== undefined && max_results <= 0) {
        throw invalidParameter(
          `Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer.`,
        );
      }
      const offset = offsetOf(page_token);
      const limit = max_results ?? null;
      const runId = run_id === '' ? run_uuid : run_id;
      const { json, more } = await metricHistory(db, runId, metric_key, { offset, limit });
      const token =
        more && limit !== null ? [`"next_page_token":"${pageTokenOf(offset + limit)}"`] : [];
      const points = json === '' ? [] : [`"metrics":[${json}]`];
      return new JsonText(`{${[...points, ...token].join(',')}}`);
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/metrics/get-history-bulk',
    request: { run_id: list(string), metric_key: string, max_results: optionalInt32 },
    handle: async ({ run_id, metric_key, max_results }) => {
      if (run_id.length === 0) {
        throw invalidParameter('GetMetricHistoryBulk request must specify at least one run_id.');
      }
      if (run_id.length > MOST_RUNS) {
        throw invalidParameter(
          `GetMetricHistoryBulk request cannot specify more than ${MOST_RUNS} run_ids. Received ${run_id.length} run_ids.`,
        );
      }
      if (metric_key === '') {
        throw invalidParameter('GetMetricHistoryBulk request must specify a metric_key.');
      }
      const limit = Math.min(max_results ?? MOST_POINTS, MOST_POINTS);
      const json = await metricHistories(db, run_id, metric_key, limit);
      return new JsonText(`{"metrics":[${json}]}`);
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/metrics/get-history-bulk-interval',
    request: {
      run_ids: list(string),
      metric_key: string,
      start_step: optionalInt32,
      end_step: optionalInt32,
      max_results: optionalInt32,
    },
    checks: {
      run_ids: [
        required,
        anArray,
        ofStrings,
        demand(
          (runs) => Array.isArray(runs) && runs.length <= MOST_RUNS,
          (runs) =>
            `GetMetricHistoryBulkInterval request must specify at most ${MOST_RUNS} run_ids. ` +
            `Received ${Array.isArray(runs) ? runs.length : 0} run_ids.`,
        ),
      ],
      metric_key: [required, aString],
      start_step: [intLike],
      end_step: [intLike],
      max_results: [
        intLike,
        demand(
          (count) => Number(count) >= 1 && Number(count) <= MOST_SAMPLED,
          () => `max_results must be between 1 and ${MOST_SAMPLED}.`,
        ),
      ],
    },
    handle: async ({ run_ids, metric_key, start_step, end_step, max_results }) => {
      const steps = intervalOf(start_step, end_step);
      const count = max_results ?? MOST_SAMPLED;
      const json = await sampledHistories(db, run_ids, metric_key, count, steps);
      return json === '' ? undefined : new JsonText(`{"metrics":[${json}]}`);
    },
  }),
];

function intervalOf(start: number | undefined, end: number | undefined): [number, number] | null {
  if (start === undefined && end === undefined) return null;
  if (start === undefined || end === undefined) {
    throw invalidParameter(
      'If either start step or end step are specified, both must be specified.',
    );
  }
  if (start > end) {
    throw invalidParameter(
      `end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`,
    );
  }
  return [start, end];
}
