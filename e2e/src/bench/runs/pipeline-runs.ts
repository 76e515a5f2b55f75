import { HttpService, importFiles } from '@headroom/cli';
import type { Snapshot } from '@headroom/contracts';
import {
  OrchestratorClient,
  pythonInterpreter,
  readResults,
  type Caller,
} from '@headroom/embedded';
import { withServices, type BenchServices } from '../measure/services.ts';

export interface PipelineRun {
  readonly runId: string;
  readonly seconds: number;
  readonly results: Awaited<ReturnType<typeof readResults>>;
  /** Key of its data set. */
  readonly dataset: string;
  readonly snapshot: Snapshot;
  /** Root of the run's object store. */
  readonly objects: string;
}

export const DEFAULT_SEEDS: readonly number[] = [42, 1, 2];

/**
 * The whole pipeline on generated data, once a seed, each on servers of its own (seeds share the services' ids, and one
 * stack refuses the second as late data).
 * @param take reads what it needs of a run while its files are there
 */
export async function runSeeds<T>(
  seeds: readonly number[],
  caller: Caller,
  take: (run: PipelineRun & { readonly seed: number }) => Promise<T>,
): Promise<T[]> {
  const env = { HEADROOM_PYTHON: await pythonInterpreter(caller), HEADROOM_CADENCE: '1h' };
  const taken: T[] = [];
  for (const seed of seeds) {
    caller.progress(`Seed ${seed} …`);
    taken.push(
      await withServices(caller, { env }, async (running) => {
        const run = await runPipeline(running, { source: 'generate', seed }, caller);
        return take({ ...run, seed });
      }),
    );
  }
  return taken;
}

/** The whole pipeline on a folder of files at a cadence of 5 min. */
export async function runFolder<T>(
  folder: string,
  caller: Caller,
  take: (run: PipelineRun) => Promise<T>,
): Promise<T> {
  const env = { HEADROOM_PYTHON: await pythonInterpreter(caller), HEADROOM_CADENCE: '5m' };
  return withServices(caller, { env }, async (running) => {
    caller.progress(`Importing ${folder} …`);
    const service = (name: 'ingestion' | 'validation') =>
      new HttpService(name, running.services.url(name), caller.stopping);
    const { dataset } = await importFiles(
      { ingestion: service('ingestion'), validation: service('validation') },
      { paths: [folder], mapping: null },
    );
    const conf = { source: 'store', dataset, as_of: dataset.last_event };
    return take(await runPipeline(running, conf, caller));
  });
}

async function runPipeline(
  { services, objects }: BenchServices,
  conf: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<PipelineRun> {
  const client = new OrchestratorClient(services.url('orchestrator'), caller.stopping);
  const startedAt = performance.now();
  const runId = await client.trigger(conf);
  const errors: string[] = [];
  const state = await client.follow(runId, ({ task_id, error }) => {
    if (error !== null) errors.push(`${task_id}: ${error.message}`);
  });
  if (state !== 'success') {
    throw new Error(`the run of ${JSON.stringify(conf)} ended ${state}: ${errors.join('; ')}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { dataset } = await client.outputs(runId, 'generate_data');
  const { snapshot } = await client.outputs(runId, 'engineer_features');
  const results = await readResults(client, runId, objects);
  return { runId, seconds, dataset: dataset.file.uri, snapshot, objects, results };
}
