/**
 * `npm run bench:accuracy [-- SEED…]`: the whole pipeline on generated data, once a seed, each on servers of its own
 * (seeds share the services' ids, and one stack refuses the second as late data).
 */
import {
  OrchestratorClient,
  pythonInterpreter,
  readResults,
  runCommand,
  type Caller,
} from '@headroom/embedded';
import { ALGORITHMS, GUIDE_MAE } from '@headroom/contracts';
import { markdownTable, writeSection } from './measure/results.ts';
import { withServices } from './measure/services.ts';

await runCommand(async (caller) => {
  const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [42, 1, 2];
  const python = await pythonInterpreter(caller);
  const runs: Awaited<ReturnType<typeof runSeed>>[] = [];
  for (const seed of seeds) {
    caller.progress(`Seed ${seed} …`);
    const env = { HEADROOM_PYTHON: python, HEADROOM_CADENCE: '1h' };
    runs.push(
      await withServices(caller, { env }, ({ services, objects }) =>
        runSeed(seed, services.url('orchestrator'), objects, caller),
      ),
    );
  }
  const rows = ALGORITHMS.map((algorithm) => [
    algorithm,
    ...runs.flatMap(({ results }) => {
      const model = results.trained.find((trained) => trained.algorithm === algorithm);
      const star = results.champion.algorithm === algorithm ? ' ★' : '';
      const test = model?.metrics.test;
      return [`${figure(test?.relative_mae)}${star}`, figure(test?.mae, 4)];
    }),
    String(GUIDE_MAE[algorithm]),
  ]);
  const head = [
    'model',
    ...seeds.flatMap((seed) => [`seed ${seed}: MAE / persistence`, 'MAE']),
    "guide's MAE*",
  ];
  const under = (name: string, value: (run: (typeof runs)[number]) => string) => [
    name,
    ...runs.flatMap((run) => ['', value(run)]),
    '',
  ];
  await writeSection({
    command: 'bench:accuracy',
    title: 'Accuracy on generated data',
    body: `10,000 records, ten services, hourly; test rows (the last 15 % of each service); ★ the champion, chosen on validation.

${markdownTable([
  head,
  ...rows,
  under('noise floor**', ({ results }) => figure(results.noiseFloor ?? undefined, 4)),
  under('pipeline, seconds', ({ seconds }) => figure(seconds, 1)),
])}

\\* measured on other data: not comparable. \\*\\* MAE that remains when the generator's true state at t is known.`,
  });
  return 0;
});

async function runSeed(seed: number, orchestrator: string, objects: string, caller: Caller) {
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
  return { seconds, results: await readResults(client, runId, objects) };
}

function figure(value: number | undefined, digits = 3): string {
  return value?.toFixed(digits) ?? '';
}
