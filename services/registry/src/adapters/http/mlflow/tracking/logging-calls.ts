import type { Database } from '@headroom/storage';
import { invalidParameter } from '../../../../domain/mlflow-error.ts';
import { checkedBatch, checkRunId } from '../../../../domain/tracking/batch.ts';
import { checkDatasetInput } from '../../../../domain/tracking/dataset.ts';
import { checkedParam, checkedTag } from '../../../../domain/tracking/key-values.ts';
import { checkMetric, type MetricPoint } from '../../../../domain/tracking/metric.ts';
import { logBatch, logParam } from '../../../postgres/tracking/log-batch.ts';
import { logDatasets, logModels } from '../../../postgres/tracking/log-inputs.ts';
import type { MetricWriter } from '../../../postgres/tracking/log-metrics.ts';
import { logModelMetrics } from '../../../postgres/tracking/log-model-metrics.ts';
import { recordModel } from '../../../postgres/tracking/record-model.ts';
import { deleteTag } from '../../../postgres/tracking/runs.ts';
import { call, type Call } from '../call.ts';
import { anArray, aString, floatLike, intLike, itemsHold, required } from '../checks.ts';
import { double, int64, list, nested, string, type Request } from '../fields.ts';

const Metric = {
  key: string,
  value: double,
  timestamp: int64,
  step: int64,
  model_id: string,
  dataset_name: string,
  dataset_digest: string,
};
const Pair = { key: string, value: string };
const Dataset = {
  name: string,
  digest: string,
  source_type: string,
  source: string,
  schema: string,
  profile: string,
};
const named = { run_id: [required, aString] };
const keyed = { ...named, key: [required, aString] };
/** Clients of MLflow before 1.0 say run_uuid. */
const anyName = { run_id: string, run_uuid: string };
const idOf = ({ run_id, run_uuid }: Request<typeof anyName>) => (run_id === '' ? run_uuid : run_id);

const given = (text: string) => (text === '' ? undefined : text);
const pointOf = (metric: Request<typeof Metric>): MetricPoint => ({
  key: metric.key,
  value: metric.value,
  timestamp: metric.timestamp,
  step: metric.step,
  modelId: given(metric.model_id),
  datasetName: given(metric.dataset_name),
  datasetDigest: given(metric.dataset_digest),
});

export const loggingCalls = (db: Database, metrics: MetricWriter): readonly Call[] => [
  call({
    method: 'POST',
    path: '/mlflow/runs/log-metric',
    request: { ...anyName, ...Metric },
    checks: {
      ...keyed,
      value: [required, floatLike],
      timestamp: [intLike, required],
      step: [intLike],
      model_id: [aString],
      dataset_name: [aString],
      dataset_digest: [aString],
    },
    handle: async (request) => {
      const point = pointOf(request);
      checkMetric(point);
      await metrics.log(idOf(request), point);
      await logModelMetrics(db, idOf(request), [point]);
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/log-parameter',
    request: { ...anyName, ...Pair },
    checks: { ...keyed, value: [aString] },
    handle: async (request) => {
      await logParam(db, idOf(request), checkedParam(request));
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/set-tag',
    request: { ...anyName, ...Pair },
    checks: { ...keyed, value: [aString] },
    handle: async (request) => {
      const tags = [checkedTag(request)];
      await logBatch(db, idOf(request), { metrics: [], params: [], tags });
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/delete-tag',
    request: { run_id: string, key: string },
    checks: keyed,
    handle: async ({ run_id, key }) => {
      await deleteTag(db, run_id, key);
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/log-batch',
    request: {
      run_id: string,
      metrics: list(nested(Metric)),
      params: list(nested(Pair)),
      tags: list(nested(Pair)),
    },
    checks: {
      run_id: [aString, required],
      metrics: [anArray, itemsHold('metrics', ['key', 'value', 'timestamp'])],
      params: [anArray, itemsHold('params', ['key'])],
      tags: [anArray, itemsHold('tags', ['key'])],
    },
    handle: async ({ run_id, metrics: points, params, tags }) => {
      const batch = checkedBatch(run_id, { metrics: points.map(pointOf), params, tags });
      await logBatch(db, run_id, batch);
      await logModelMetrics(db, run_id, batch.metrics);
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/log-inputs',
    request: {
      run_id: string,
      datasets: list(nested({ tags: list(nested(Pair)), dataset: nested(Dataset) })),
      models: list(nested({ model_id: string })),
    },
    checks: { ...named, datasets: [anArray], models: [anArray] },
    handle: async ({ run_id, datasets, models }) => {
      checkRunId(run_id);
      datasets.forEach(checkDatasetInput);
      await logDatasets(db, run_id, datasets);
      if (models.length > 0) {
        const used = models.map(({ model_id }) => ({ model_id, step: 0 }));
        await logModels(db, run_id, 'input', used);
      }
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/outputs',
    request: { run_id: string, models: list(nested({ model_id: string, step: int64 })) },
    checks: { ...named, models: [required, anArray] },
    handle: async ({ run_id, models }) => {
      await logModels(db, run_id, 'output', models);
      return undefined;
    },
  }),
  call({
    method: 'POST',
    path: '/mlflow/runs/log-model',
    request: { run_id: string, model_json: string },
    checks: { run_id: [aString, required], model_json: [aString, required] },
    handle: async ({ run_id, model_json }) => {
      await recordModel(db, run_id, modelOf(model_json));
      return undefined;
    },
  }),
];

const MODEL_FIELDS = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'];

function modelOf(text: string): object {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    throw invalidParameter(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  const held = typeof model === 'object' && model !== null ? model : {};
  const missing = MODEL_FIELDS.filter((field) => !(field in held));
  if (missing.length === 0) return held;
  throw invalidParameter(
    `Model json is missing mandatory fields: {${missing.map((field) => `'${field}'`).join(', ')}}`,
  );
}
