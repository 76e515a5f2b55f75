import type { Database } from '@headroom/storage';
import { offsetOf } from '../../../../domain/page-token.ts';
import { parseRunFilter, parseRunOrder } from '../../../../domain/search/run-filter.ts';
import { experimentIdOf, isPossibleId } from '../../../../domain/tracking/experiment.ts';
import { checkMaxResults, stagesOf, VIEW_TYPES } from '../../../../domain/tracking/view.ts';
import { createRun } from '../../../postgres/tracking/create-run.ts';
import { getRun, setDeleted, updateRun } from '../../../postgres/tracking/runs.ts';
import { searchRuns } from '../../../postgres/tracking/search-runs.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, atMost, intLike, ofStrings, required } from '../checks.ts';
import {
  enumeration,
  int64,
  list,
  nested,
  optionalInt32,
  optionalInt64,
  optionalString,
  string,
} from '../fields.ts';

const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
const Tag = { key: string, value: string };
const named = { run_id: [required, aString] };

export const runCalls = (db: Database, now: () => number): readonly Call[] => [
  call({
    method: 'POST',
    path: '/mlflow/runs/create',
    request: {
      experiment_id: string,
      user_id: string,
      run_name: string,
      start_time: int64,
      tags: list(nested(Tag)),
    },
    checks: { experiment_id: [aString], start_time: [intLike], run_name: [aString] },
    handle: async ({ experiment_id, user_id, run_name, start_time, tags }) => {
      const run = await createRun(db, {
        experimentId: experiment_id,
        userId: user_id,
        name: run_name,
        startTime: start_time,
        tags,
      });
      return new JsonText(`{"run":${run}}`);
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/runs/get',
    request: { run_id: string, run_uuid: string },
    checks: named,
    handle: async ({ run_id, run_uuid }) =>
      new JsonText(`{"run":${await getRun(db, run_id === '' ? run_uuid : run_id)}}`),
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/update',
    request: {
      run_id: string,
      run_uuid: string,
      status: enumeration(STATUSES),
      end_time: optionalInt64,
      run_name: optionalString,
    },
    checks: { ...named, end_time: [intLike], status: [aString], run_name: [aString] },
    handle: async ({ run_id, run_uuid, status, end_time, run_name }) => {
      const change = { status, endTime: end_time, name: run_name };
      const info = await updateRun(db, run_id === '' ? run_uuid : run_id, change);
      return new JsonText(`{"run_info":${info}}`);
    },
  }),
  ...(['delete', 'restore'] as const).map((verb) =>
    call({
      method: 'POST',
      path: `/mlflow/runs/${verb}`,
      request: { run_id: string },
      checks: named,
      handle: async ({ run_id }) => {
        await setDeleted(db, run_id, verb === 'delete' ? now() : null);
        return undefined;
      },
    }),
  ),
  call({
    method: 'POST',
    path: '/mlflow/runs/search',
    request: {
      experiment_ids: list(string),
      filter: string,
      run_view_type: enumeration(VIEW_TYPES),
      max_results: optionalInt32,
      order_by: list(string),
      page_token: string,
    },
    checks: {
      experiment_ids: [anArray],
      filter: [aString],
      max_results: [intLike, atMost(50_000)],
      order_by: [anArray, ofStrings],
    },
    handle: async (request) => {
      const limit = request.max_results ?? 1000;
      checkMaxResults(limit);
      const conditions = parseRunFilter(request.filter);
      const order = parseRunOrder(request.order_by);
      const offset = offsetOf(request.page_token);
      const experimentIds = request.experiment_ids.map(experimentIdOf).filter(isPossibleId);
      if (experimentIds.length === 0) return undefined;
      const stages = stagesOf(request.run_view_type);
      const search = { experimentIds, stages, conditions, order, offset, limit };
      return new JsonText(await searchRuns(db, search));
    },
  }),
];
