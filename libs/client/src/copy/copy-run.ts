import { Nothing, type Metric, type Run } from '../mlflow/answers.ts';
import { metricHistory } from '../mlflow/pages.ts';
import { copyFiles, runFiles } from './copy-files.ts';
import type { Copying } from './copying.ts';
import { COPIED_WHOLE, tagOf, tagsOfCopy } from './marks.ts';

const PARENT = 'mlflow.parentRunId';
/** MLflow's limits of one log-batch call. */
const most = { metrics: 1000, pairs: 100 };

/** Tells one end of a run from another; a run that goes on is never copied to the end. */
export const stateOf = ({ info }: Run): string =>
  info.status === 'RUNNING' ? 'goes on' : `${info.status} ${info.end_time ?? ''}`;

/**
 * Fills a run's copy. Every step can be repeated and changes nothing then: params stay, tags are overwritten, the same point
 * of a metric is one. The mark that says it is whole comes last.
 */
export async function copyRun(copying: Copying, run: Run, copy: Run): Promise<void> {
  const { target, outcome, runIds } = copying;
  const { run_id } = copy.info;
  const tags = tagsOfCopy(run.data.tags, run.info.run_id)
    .map(({ key, value }) => ({
      key,
      value: key === PARENT ? (runIds.get(value) ?? value) : value,
    }))
    .filter(({ key, value }) => tagOf(copy.data.tags, key) !== value);
  for (const part of parts(run.data.params, most.pairs)) {
    await target.send('POST', 'runs/log-batch', { run_id, params: part }, Nothing);
  }
  for (const part of parts(tags, most.pairs)) {
    await target.send('POST', 'runs/log-batch', { run_id, tags: part }, Nothing);
  }
  for (const { key } of run.data.metrics) await copyHistory(copying, run, run_id, key);
  await copyLinks(copying, run, copy);
  await copyFiles(copying, runFiles(run.info.run_id), runFiles(run_id), copy.info.artifact_uri);
  const { status, end_time } = run.info;
  await target.send('POST', 'runs/update', { run_id, status, end_time }, Nothing);
  const whole = { run_id, key: COPIED_WHOLE, value: stateOf(run) };
  if (status !== 'RUNNING') await target.send('POST', 'runs/set-tag', whole, Nothing);
  outcome.runs += 1;
}

async function copyHistory(
  { source, target, outcome, runIds, modelIds }: Copying,
  { info }: Run,
  run_id: string,
  key: string,
): Promise<void> {
  let points: object[] = [];
  const send = async () => {
    await target.send('POST', 'runs/log-batch', { run_id, metrics: points }, Nothing);
    outcome.metricPoints += points.length;
    points = [];
  };
  const mapped = (point: Metric) => ({
    ...point,
    value: Number.isFinite(point.value) ? point.value : String(point.value),
    ...translated('model_id', point['model_id'], modelIds),
    ...translated('run_id', point['run_id'], runIds),
  });
  for await (const point of metricHistory(source, info.run_id, key)) {
    points.push(mapped(point));
    if (points.length === most.metrics) await send();
  }
  if (points.length > 0) await send();
}

/** Datasets and logged models that the run read, and those that it made. */
async function copyLinks({ target, modelIds }: Copying, run: Run, copy: Run): Promise<void> {
  const { run_id } = copy.info;
  const models = run.inputs.model_inputs.map(({ model_id }) => ({
    model_id: modelIds.get(model_id) ?? model_id,
  }));
  const datasets = run.inputs.dataset_inputs;
  if (datasets.length > 0 || models.length > 0) {
    await target.send('POST', 'runs/log-inputs', { run_id, datasets, models }, Nothing);
  }
  const there = new Set(copy.outputs.model_outputs.map(({ model_id }) => model_id));
  const outputs = run.outputs.model_outputs
    .map(({ model_id, step }) => ({ model_id: modelIds.get(model_id) ?? model_id, step }))
    .filter(({ model_id }) => !there.has(model_id));
  if (outputs.length > 0) {
    await target.send('POST', 'runs/outputs', { run_id, models: outputs }, Nothing);
  }
}

const translated = (field: string, id: unknown, ids: ReadonlyMap<string, string>): object =>
  typeof id === 'string' && id !== '' ? { [field]: ids.get(id) ?? id } : {};

function* parts<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
