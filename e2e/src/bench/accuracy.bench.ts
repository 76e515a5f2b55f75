/**
 * `npm run bench:accuracy [-- SEED…]`: the five models on generated data, seed by seed: by the whole pipeline, and by
 * rolling origin. `-- --data FOLDER`: the whole pipeline on recorded series instead. `-- --ablation --data FOLDER`: other
 * targets and losses, on both.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonInterpreter, runCommand, type Caller } from '@headroom/embedded';
import { backtestRun, FOLDS } from './accuracy/backtest-run.ts';
import { backtestFigures, testFigures } from './accuracy/figures.ts';
import {
  scalingEvents,
  targetAblation,
  type Ablation,
  type SideFiles,
} from './accuracy/side-models.ts';
import {
  backtestTable,
  coverage,
  eventsTable,
  figure,
  mean,
  pipelineTable,
} from './accuracy/tables.ts';
import { markdownTable, writeSection } from './measure/results.ts';
import { DEFAULT_SEEDS, runFolder, runSeeds, type PipelineRun } from './runs/pipeline-runs.ts';

await runCommand(async (caller) => {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' }, ablation: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.ablation === true && values.data !== undefined) await ablation(values.data, caller);
  else if (values.data === undefined)
    await generated(positionals.length > 0 ? positionals.map(Number) : DEFAULT_SEEDS, caller);
  else await recorded(values.data, caller);
  return 0;
});

async function generated(seeds: readonly number[], caller: Caller): Promise<void> {
  const python = await pythonInterpreter(caller);
  const runs = await runSeeds(seeds, caller, async (run) => {
    caller.progress(`Seed ${run.seed}: ${FOLDS} folds …`);
    const [files, events] = await Promise.all([
      backtestRun(run, python),
      scalingEvents(python, sideFiles(run), run),
    ]);
    return { run, figures: await backtestFigures(files), events };
  });
  await writeSection({
    command: 'bench:accuracy',
    title: 'Accuracy on generated data',
    body: `10,000 records, ten services, hourly. Rolling origin: ${FOLDS} folds, all five models fitted anew for each; a fold tests a tenth of the span, validates on the 15 % before and trains on all before that. MAE of the tests, pooled, over that of persistence, of the value a day before, and of the noise floor: what remains when the generator's true state at t is known. Coverage of the 80 % intervals as they adapt from truth to truth: of all rows (the services furthest off).

${backtestTable(runs.map(({ run, figures }) => ({ label: `${run.seed}`, figures })))}

The pipeline's own split, whose test rows are the last 15 % of each service; ★ the best on validation.

${pipelineTable(runs.map(({ run }) => run))}

\\* measured on other data: not comparable.

Will a service scale in the next hour? LightGBM on the same columns and split, outside the pipeline; recall at 90 % precision by the test's own curve, and what a threshold chosen on validation reaches.

${eventsTable(runs.map(({ run, events }) => ({ label: `${run.seed}`, events })))}`,
  });
}

function sideFiles(run: PipelineRun): SideFiles {
  const [first] = run.results.trained;
  return {
    snapshot: join(run.objects, run.snapshot.file.uri),
    predictions: join(run.objects, first?.predictions.uri ?? ''),
  };
}

/** What the target that is learnt and its loss are worth, on both kinds of data. */
async function ablation(folder: string, caller: Caller): Promise<void> {
  const python = await pythonInterpreter(caller);
  const of = (run: PipelineRun): Promise<Ablation> => targetAblation(python, sideFiles(run));
  const [generated = {}] = await runSeeds(DEFAULT_SEEDS.slice(0, 1), caller, of);
  const recorded = await runFolder(folder, caller, of);
  await writeSection({
    command: 'bench:accuracy -- --ablation --data aws-cloudwatch',
    title: 'What the target and the loss are worth',
    body: `The same LightGBM on the same columns (without the demand inputs), by the target that it learns and the loss; z = (cpu an hour ahead − level) / scale. MAE / persistence on the pipeline's test rows: generated data (seed ${DEFAULT_SEEDS[0] ?? ''}) pooled, recorded series as the mean over services.

${markdownTable([
  ['target and loss', 'generated', 'recorded'],
  ...Object.keys(generated).map((name) => [
    name,
    figure(generated[name]?.pooled),
    figure(recorded[name]?.services),
  ]),
])}`,
  });
}

async function recorded(folder: string, caller: Caller): Promise<void> {
  await runFolder(folder, caller, async ({ results: { trained }, objects, seconds }) => {
    const files = new Map(
      trained.map(({ algorithm, predictions }) => [algorithm, join(objects, predictions.uri)]),
    );
    const figures = new Map((await testFigures(files)).map((one) => [one.algorithm, one]));
    const services = Object.keys(trained[0]?.per_service ?? {}).sort();
    const models = trained
      .map((model) => ({ ...model, mean: mean(Object.values(model.per_service)) }))
      .sort((a, b) => a.mean - b.mean);
    const row = (name: string, value: (model: (typeof models)[number]) => string) => [
      name,
      ...models.map(value),
    ];
    const losing = models.map(({ algorithm, per_service }) => {
      const lost = services.filter((service) => (per_service[service] ?? 0) >= 1);
      return `${algorithm}: ${lost.length > 0 ? lost.join(', ') : 'none'}`;
    });
    await writeSection({
      command: 'bench:accuracy -- --data aws-cloudwatch',
      title: 'Accuracy on recorded series',
      body: `AWS CloudWatch's cpu series of the Numenta Anomaly Benchmark, 5 min, one metric of single hosts; by the whole pipeline (${seconds.toFixed(0)} s), MAE / persistence on the last 15 % of each service. The mean over services is not weighted. Coverage of the 80 % intervals as they adapt from truth to truth: of all rows (the services furthest off).

${markdownTable([
  row('service', ({ algorithm }) => algorithm),
  ...services.map((service) => row(service, ({ per_service }) => figure(per_service[service]))),
  row('**mean over services**', (model) => figure(model.mean)),
  row('coverage', ({ algorithm }) => coverage(figures.get(algorithm))),
])}

Services where a model loses against persistence: ${losing.join('; ')}.`,
    });
  });
}
