import { DagRuns, PredictionAnswer } from './answers.ts';
import { call } from './http.ts';
import { registryState } from './registry.ts';
import { RUNS_PATH } from './run.ts';
import type { System } from './system.ts';

/**
 * All that a run has left, by what must not depend on when it ran nor on what was killed meanwhile. Keys and ids come
 * from the run's id, so that two systems that ran the same one can be compared.
 */
export async function outcomeOf(system: System, runId: string) {
  const { services, objects, orchestrator } = system;
  const { snapshot } = await orchestrator.outputs(runId, 'engineer_features');
  const [runs, registry, keys, predictions] = await Promise.all([
    call(`${services.url('orchestrator')}/${RUNS_PATH}`, DagRuns),
    registryState(services.url('registry')),
    objects.list(''),
    Promise.all(snapshot.services.map((id) => predictionOf(services.url('serving'), id))),
  ]);
  const files: Record<string, string> = {};
  for (const key of keys) files[key] = (await objects.stat(key))?.sha256 ?? 'gone';
  return {
    runs: runs.runs.map(({ run_id, state }) => `${run_id} ${state}`),
    registered: registry.runs
      .map(({ run_id, name, status }) => `${run_id} ${name} ${status}`)
      .sort(),
    versions: registry.versions.map(
      ({ name, version, run_id, aliases }) => `${name} ${version} ${run_id} ${aliases.join()}`,
    ),
    predictions,
    /** Logs are of tries, of which a run that was disturbed has more. */
    keys: keys.filter((key) => !key.startsWith('logs/')),
    /** Data, models and predictions: everything but the reports, which tell of seconds and memory. */
    files: Object.fromEntries(
      Object.entries(files).filter(([key]) => !isReport(key) && !key.startsWith('logs/')),
    ),
    reports: keys.filter(isReport),
  };
}

const isReport = (key: string): boolean => key.startsWith('reports/');

async function predictionOf(serving: string, serviceId: string) {
  const { bucket_end, prediction, model_name, model_version, model_sha256 } = await call(
    `${serving}/api/v1/predictions/${encodeURIComponent(serviceId)}`,
    PredictionAnswer,
  );
  return { serviceId, bucket_end, prediction, model_name, model_version, model_sha256 };
}
