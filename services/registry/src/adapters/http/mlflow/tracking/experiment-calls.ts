import type { Database } from '@headroom/storage';
import { invalidParameter } from '../../../../domain/mlflow-error.ts';
import { offsetOf } from '../../../../domain/page-token.ts';
import {
  parseExperimentFilter,
  parseExperimentOrder,
} from '../../../../domain/search/experiment-filter.ts';
import {
  checkArtifactLocation,
  checkExperimentName,
  checkExperimentTag,
  experimentIdOf,
} from '../../../../domain/tracking/experiment.ts';
import { checkMaxResults, stagesOf, VIEW_TYPES } from '../../../../domain/tracking/view.ts';
import * as store from '../../../postgres/tracking/experiments.ts';
import { searchDatasets } from '../../../postgres/tracking/log-inputs.ts';
import { searchExperiments } from '../../../postgres/tracking/search-experiments.ts';
import { call, type Call } from '../call.ts';
import { anArray, aString, intLike, required } from '../checks.ts';
import { enumeration, int64, list, nested, string } from '../fields.ts';

const Tag = { key: string, value: string };
const named = { experiment_id: [required, aString] };

export const experimentCalls = (db: Database, now: () => number): readonly Call[] => [
  call({
    method: 'POST',
    path: '/mlflow/experiments/create',
    request: { name: string, artifact_location: string, tags: list(nested(Tag)) },
    checks: { name: [required, aString], artifact_location: [aString], tags: [anArray] },
    handle: async ({ name, artifact_location, tags }) => {
      checkArtifactLocation(artifact_location);
      checkExperimentName(name);
      for (const { key, value } of tags) checkExperimentTag(key, value);
      const made = { name, location: artifact_location, tags };
      return { experiment_id: await store.createExperiment(db, made, now()) };
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/experiments/get',
    request: { experiment_id: string },
    checks: named,
    handle: async ({ experiment_id }) => ({
      experiment: await store.getExperiment(db, experimentIdOf(experiment_id)),
    }),
  }),
  call({
    method: 'GET',
    path: '/mlflow/experiments/get-by-name',
    request: { experiment_name: string },
    checks: { experiment_name: [required, aString] },
    handle: async ({ experiment_name }) => ({
      experiment: await store.getExperimentByName(db, experiment_name),
    }),
  }),
  ...(['delete', 'restore'] as const).map((verb) =>
    call({
      method: 'POST',
      path: `/mlflow/experiments/${verb}`,
      request: { experiment_id: string },
      checks: named,
      handle: async ({ experiment_id }) => {
        const to = verb === 'delete' ? 'deleted' : 'active';
        await store.markExperiment(db, experimentIdOf(experiment_id), to, now());
        return undefined;
      },
    }),
  ),
  call({
    method: 'POST',
    path: '/mlflow/experiments/update',
    request: { experiment_id: string, new_name: string },
    checks: { ...named, new_name: [aString, required] },
    handle: async ({ experiment_id, new_name }) => {
      checkExperimentName(new_name);
      await store.renameExperiment(db, experimentIdOf(experiment_id), new_name, now());
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/experiments/set-experiment-tag',
    request: { experiment_id: string, key: string, value: string },
    checks: { ...named, key: [required, aString], value: [aString] },
    handle: async ({ experiment_id, key, value }) => {
      checkExperimentTag(key, value);
      await store.setExperimentTag(db, experimentIdOf(experiment_id), { key, value });
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/experiments/delete-experiment-tag',
    request: { experiment_id: string, key: string },
    checks: { ...named, key: [required, aString] },
    handle: async ({ experiment_id, key }) => {
      await store.deleteExperimentTag(db, experimentIdOf(experiment_id), key);
      return undefined;
    },
  }),
  ...(['POST', 'GET'] as const).map((method) =>
    call({
      method,
      path: '/mlflow/experiments/search',
      request: {
        max_results: int64,
        page_token: string,
        filter: string,
        order_by: list(string),
        view_type: enumeration(VIEW_TYPES),
      },
      checks: {
        view_type: [intLike],
        max_results: [intLike],
        order_by: [anArray],
        filter: [aString],
        page_token: [aString],
      },
      handle: async ({ max_results, page_token, filter, order_by, view_type }) => {
        checkMaxResults(max_results);
        const { experiments, token } = await searchExperiments(db, {
          conditions: parseExperimentFilter(filter),
          order: parseExperimentOrder(order_by),
          offset: offsetOf(page_token),
          stages: stagesOf(view_type),
          limit: Number(max_results),
        });
        return {
          ...(experiments.length > 0 ? { experiments } : {}),
          ...(token === undefined ? {} : { next_page_token: token }),
        };
      },
    }),
  ),
  call({
    method: 'POST',
    path: '/mlflow/experiments/search-datasets',
    request: { experiment_ids: list(string) },
    handle: async ({ experiment_ids }) => {
      if (experiment_ids.length === 0) {
        throw invalidParameter('SearchDatasets request must specify at least one experiment_id.');
      }
      if (experiment_ids.length > 20) {
        throw invalidParameter(
          `SearchDatasets request cannot specify more than 20 experiment_ids. Received ${experiment_ids.length} experiment_ids.`,
        );
      }
      const found = await searchDatasets(db, experiment_ids.map(experimentIdOf));
      return found.length > 0 ? { dataset_summaries: found } : undefined;
    },
  }),
];
