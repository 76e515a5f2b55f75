import {
  OrchestratorClient,
  pythonInterpreter,
  readResults,
  type Caller,
} from '@headroom/embedded';
import { withServices } from '../measure/services.ts';

export interface PipelineRun {
  readonly seed: number;
  readonly runId: string;
  readonly seconds: number;
  readonly results: Awaited<ReturnType<typeof readResults>>;
  /** Key of its data set. */
  readonly dataset: string;
  /** Root of the run's object store. */
  readonly objects: string;
}

/** Seeds named on the command line, or three. */
export const seedsAsked = (): number[] =>
  process.argv.length > 2 ? process.argv.slice(2).map(Number) : [42, 1, 2];

/**
 * The whole pipeline on generated data, once a seed, each on servers of its own (seeds share the services' ids, and one
 * stack refuses the second as late data).
 * @param take reads what it needs of a run while its files are there
 */
export async function runSeeds<T>(
  seeds: readonly number[],
  caller: Caller,
  take: (run: PipelineRun) => Promise<T>,
): Promise<T[]> {
  const env = { HEADROOM_PYTHON: await pythonInterpreter(caller), HEADROOM_CADENCE: '1h' };
  const taken: T[] = [];
  for (const seed of seeds) {
    caller.progress(`Seed ${seed} …`);
    taken.push(
      await withServices(caller, { env }, async ({ services, objects }) =>
        take(await runSeed(seed, services.url('orchestrator'), objects, caller)),
      ),
    );
  }
  return taken;
}

async function runSeed(
  seed: number,
  orchestrator: string,
  objects: string,
  caller: Caller,
): Promise<PipelineRun> {
  const client = new OrchestratorClient(orchestrator, caller.stopping);
  const startedAt = performance.now();
  const runId = await client.trigger({ source: 'generate', seed });
  const errors: string[] = [];
  const state = await client.follow(runId, ({ task_id, error }) => {
    if (error !== null) errors.push(`${task_id}: ${error.message}`);
  });
  if (state !== 'success') {
    throw new Error(`the run of seed ${seed} ended ${state}: ${errors.join('; ')}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { dataset } = await client.outputs(runId, 'generate_data');
  const results = await readResults(client, runId, objects);
  return { seed, runId, seconds, dataset: dataset.file.uri, objects, results };
}
