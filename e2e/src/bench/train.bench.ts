/**
 * `npm run bench:train`: what a fit through Headroom takes beside a plain script of the same library on the same
 * snapshot, one after the other; and the whole pipeline.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ALGORITHMS, type Algorithm, type Snapshot, type TrainedModel } from '@headroom/contracts';
import { bundleProgram, pythonInterpreter, repoRoot, runCommand } from '@headroom/embedded';
import { cutsOf, DEMAND_INPUTS, parseBundle } from '@headroom/forecasting';
import { z } from 'zod';
import { markdownTable, median, writeSection } from './measure/results.ts';
import { runSeeds } from './runs/pipeline-runs.ts';
import { measured, type Usage } from './train/measured.ts';
import type { PlainJob } from './train/plain-job.ts';

const SEED = 42;
const REPETITIONS = 3;
const TRAINING = join(repoRoot, 'services/training');
/** How the service starts the program: boosters' Node stays small beside their Python. */
const LEAN = ['env', 'MALLOC_ARENA_MAX=1', 'MALLOC_MMAP_THRESHOLD_=65536'];
const START = [process.execPath, '--expose-gc'];
/** Not of the library: how we call it. */
const OURS = new Set(['rounds', 'early_stopping_rounds', 'trees', 'seed', 'threads']);

const Answer = z.object({ event: z.literal('result'), trained: z.unknown() });
const Times = z.object({ service: z.string(), cluster: z.string(), time: z.number() });

interface Side {
  readonly headroom: Usage;
  readonly plain: Usage;
}

await runCommand(async (caller) => {
  const python = await pythonInterpreter(caller);
  const objects = mkdtempSync(join(tmpdir(), 'bench-train-'));
  const program = (name: string) =>
    bundleProgram(join(TRAINING, `src/adapters/process/children/${name}.ts`));
  const [general, booster] = [await program('train-model'), await program('train-booster')];
  const rnn = await bundleProgram(join(import.meta.dirname, 'train/plain-rnn.ts'));
  try {
    const [run] = await runSeeds([SEED], caller, async (one) => {
      const file = join(objects, one.snapshot.file.uri);
      mkdirSync(dirname(file), { recursive: true });
      cpSync(join(one.objects, one.snapshot.file.uri), file);
      return { seconds: one.seconds, snapshot: one.snapshot, trained: one.results.trained };
    });
    if (run === undefined) throw new Error('no run');
    const cuts = await cutsIn(join(objects, run.snapshot.file.uri));
    const rows: string[][] = [];
    for (const algorithm of ALGORITHMS) {
      caller.progress(`${algorithm} …`);
      const sides: Side[] = [];
      // A recurrent model's fit takes longest, and varies least.
      const repetitions = isRecurrent(algorithm) ? 1 : REPETITIONS;
      for (let i = 0; i < repetitions; i++) {
        const scratch = mkdtempSync(join(objects, 'scratch-'));
        const request = requestOf(algorithm, run.snapshot, { objects, scratch, python });
        const headroom = await measured(
          isRecurrent(algorithm)
            ? [...START, general.path]
            : [...LEAN, ...START, '--max-semi-space-size=4', booster.path],
          JSON.stringify(request),
        );
        const trained = trainedBy(headroom.output);
        const job = plainJob(algorithm, {
          objects,
          scratch,
          cuts,
          snapshot: run.snapshot,
          trained,
        });
        const path = join(scratch, 'job.json');
        writeFileSync(path, JSON.stringify(job));
        const plain = await measured(
          isRecurrent(algorithm)
            ? [process.execPath, rnn.path, path]
            : [python, '-I', join(TRAINING, 'src/testing/plain_booster.py'), path],
        );
        sides.push({ headroom, plain });
      }
      const figures = compared(sides);
      caller.progress(`${algorithm}: ${figures.join(' ')}`);
      rows.push([algorithm, ...figures]);
    }
    await writeSection({
      command: 'bench:train',
      title: 'Training beside a plain script',
      body: `One model from one snapshot (${run.snapshot.rows} rows of generated data), same rows, parameters, seed and one thread, boosters: medians of ${REPETITIONS} in turn, recurrent models once. Plain: a script that reads the Parquet file, makes the target, fits by the official package with early stopping, takes importance and SHAP values of 200 rows, predicts all rows, and writes model, errors and predictions; recurrent models by TensorFlow.js on WebAssembly, with the same shapes, sequences, epochs and batches. Headroom: the training program, which does the same in a process of its own (boosters in a Python process below it), and besides checks the snapshot's sha256, scores every row again by the scorer that serves, compares that to the bit, and judges each service against two yardsticks. Charts, which the plain script does not draw, are left out: four take 0.5 CPU-s. Peak memory is the sum of the processes at one moment: a booster's fit has Node beside Python, 45 MB bare and 100 MB with Parquet, Arrow and zod loaded, and the snapshot's rows in it, which score when the fit is done.

${markdownTable([
  [
    'model',
    'seconds, plain',
    'Headroom',
    '',
    'CPU-s, plain',
    'Headroom',
    '',
    'peak MB, plain',
    'Headroom',
    '',
  ],
  ...rows,
])}

The whole pipeline, from 10,000 records generated to the report, five models: **${run.seconds.toFixed(1)} s**.`,
    });
    return 0;
  } finally {
    await Promise.all([general.remove(), booster.remove(), rnn.remove()]);
    rmSync(objects, { recursive: true });
  }
});

function requestOf(
  algorithm: Algorithm,
  snapshot: Snapshot,
  { objects, scratch, python }: Record<'objects' | 'scratch' | 'python', string>,
) {
  return {
    job: { algorithm, snapshot, seed: SEED, params: {}, folder: `models/bench/${algorithm}` },
    objectRoot: objects,
    scratch,
    python,
    worker: join(TRAINING, 'python/worker.py'),
    threads: 1,
    charts: false,
  };
}

function isRecurrent(algorithm: Algorithm): boolean {
  return algorithm === 'lstm' || algorithm === 'gru';
}

function trainedBy(output: string): Pick<TrainedModel, 'params' | 'bundle'> {
  const last = Answer.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
  const Trained = z.object({
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    bundle: z.object({ uri: z.string(), sha256: z.string(), bytes: z.number() }),
  });
  return Trained.parse(last.trained);
}

function plainJob(
  algorithm: Algorithm,
  given: {
    readonly objects: string;
    readonly scratch: string;
    readonly cuts: PlainJob['cuts'];
    readonly snapshot: Snapshot;
    readonly trained: Pick<TrainedModel, 'params' | 'bundle'>;
  },
): PlainJob {
  const { objects, scratch, cuts, snapshot, trained } = given;
  const { params, bundle } = trained;
  const { columns, demand } = parseBundle(readFileSync(join(objects, bundle.uri), 'utf8'));
  return {
    algorithm,
    columns: [...columns],
    snapshot: join(objects, snapshot.file.uri),
    extra: join(scratch, 'rows.f64'),
    extra_columns: [...columns, ...(demand === null ? [] : DEMAND_INPUTS), 'z'],
    cuts,
    rounds: Number(params['rounds'] ?? 0),
    early_stopping_rounds: Number(params['early_stopping_rounds'] ?? 0),
    params: Object.fromEntries(Object.entries(params).filter(([name]) => !OURS.has(name))),
    seed: SEED,
    threads: 1,
    explained: 200,
    out: scratch,
  };
}

async function cutsIn(path: string): Promise<PlainJob['cuts']> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const read = await connection.runAndReadAll(
    `select service_id as service, cluster_id as cluster, epoch_ms(event_timestamp)::double as time
     from read_parquet($path)`,
    { path },
  );
  const rows = z.array(Times).parse(read.getRowObjectsJS());
  connection.closeSync();
  const cuts = cutsOf({
    services: rows.map(({ service }) => service),
    clusters: rows.map(({ cluster }) => cluster),
    times: Float64Array.from(rows, ({ time }) => time),
  });
  return Object.fromEntries(
    [...cuts].map(([service, { validation, test }]) => [service, [validation, test]]),
  );
}

/** Plain, Headroom, and how much more that is, of each figure. */
function compared(sides: readonly Side[]): string[] {
  const columns: [of: (usage: Usage) => number, digits: number][] = [
    [({ seconds }) => seconds, 2],
    [({ cpuSeconds }) => cpuSeconds, 2],
    [({ peakBytes }) => peakBytes / 1e6, 0],
  ];
  return columns.flatMap(([of, digits]) => {
    const plain = median(sides.map((side) => of(side.plain)));
    const headroom = median(sides.map((side) => of(side.headroom)));
    const more = 100 * (headroom / plain - 1);
    return [
      plain.toFixed(digits),
      headroom.toFixed(digits),
      `${more >= 0 ? '+' : '−'}${Math.abs(more).toFixed(0)} %`,
    ];
  });
}
