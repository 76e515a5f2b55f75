/** `npm run bench:features`: the engine's batch side against pandas and polars, in one run, one after the other. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bundleProgram,
  pythonEnvironment,
  repoRoot,
  runCommand,
  type Caller,
} from '@headroom/embedded';
import { compare, type Comparison } from './features/compare.ts';
import { makeInput, type FeaturesJob, type Repetition } from './features/job.ts';
import { markdownTable, median, writeSection } from './measure/results.ts';

const JOBS: readonly FeaturesJob[] = [
  { rows: 10_000, services: 10, cadenceMinutes: 60, repetitions: 30, step: 1 },
  { rows: 1_000_000, services: 100, cadenceMinutes: 5, repetitions: 3, step: 50 },
];
const TOLERANCE = 1e-9;
const outputBytes = (rows: number): number => 382 * 8 * rows;
const here = join(import.meta.dirname, 'features');

type Library = 'engine' | 'polars' | 'pandas';
/** Command line of each; the job's folder comes last. */
type Programs = Readonly<Record<Library, readonly string[]>>;

interface Measured {
  readonly library: Library;
  readonly cold: Repetition;
  readonly warm: Repetition;
}

await runCommand(async (caller) => {
  const python = await pythonEnvironment(
    { requirements: join(here, 'requirements.txt'), title: 'pandas and polars', hashed: false },
    caller,
  );
  // As services run: bundled, for what strips types takes more memory than the engine.
  const engine = await bundleProgram(join(here, 'engine-child.ts'), 'cjs');
  const programs: Programs = {
    engine: [process.execPath, engine.path],
    polars: [python, join(here, 'peers.py'), 'polars'],
    pandas: [python, join(here, 'peers.py'), 'pandas'],
  };
  const parts: string[] = [];
  try {
    for (const job of JOBS) parts.push(measureJob(job, programs, caller));
  } finally {
    await engine.remove();
  }
  await writeSection({
    command: 'bench:features',
    title: 'Batch features against pandas and polars',
    body: `373 columns on all sides: 10 of the calendar, 96 rolling, 192 lags, \`level\`, \`scale\`, 37 \`_rel\`, 28 products and
8 ratios, from 8 metrics (which the engine copies, and it adds \`cluster_req_share\`: 382 columns); 1 % of the input missing, no gaps. From a frame in memory to all columns in memory, single thread for pandas and the engine, all cores for polars.
Cold is a process's first batch, in brackets what of it is the kernel's, which hands out the pages of the output; warm the median of
the later ones, into the same memory where the engine computes. pandas rolls by time, polars by so many rows (its faster way).
Node itself, before it has loaded anything, takes ${(bareNode() / 1e6).toFixed(0)} MB, ${(bareNode() / outputBytes(10_000)).toFixed(2)} times the output of 10,000 rows. Equal: every column that is compared, within 1e-9·max(1, |x|).

${parts.join('\n\n')}`,
  });
  return 0;
});

function measureJob(job: FeaturesJob, programs: Programs, caller: Caller): string {
  const state = join(repoRoot, '.headroom');
  mkdirSync(state, { recursive: true });
  const folder = mkdtempSync(join(state, `test-${process.pid}-`));
  try {
    writeFileSync(join(folder, 'input.bin'), makeInput(job));
    writeFileSync(join(folder, 'input.json'), JSON.stringify(job));
    const measured = (['engine', 'polars', 'pandas'] as const).map((library) => {
      caller.progress(`${job.rows} rows: ${library} …`);
      return measure(library, [...programs[library], folder]);
    });
    const comparisons = ['polars', 'pandas'].map((library) => equal(folder, library));
    return describe(job, measured, comparisons);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run([command = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** Resident bytes of a Node process that does nothing; its peak would be this process's, from before it became Node. */
function bareNode(): number {
  return Number(run([process.execPath, '--print', 'process.memoryUsage.rss()']));
}

function measure(library: Library, program: readonly string[]): Measured {
  const repetitions = run(program)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Repetition);
  const [cold, ...later] = repetitions;
  if (cold === undefined) throw new Error(`${library} printed nothing`);
  const over = (figure: (one: Repetition) => number) => median(later.map(figure));
  const warm = {
    cpu: over(({ cpu }) => cpu),
    system: over(({ system }) => system),
    wall: over(({ wall }) => wall),
    peak: Math.max(...later.map(({ peak }) => peak)),
  };
  return { library, cold, warm };
}

function equal(folder: string, library: string): Comparison {
  const comparison = compare(folder, library);
  if (comparison.worst <= TOLERANCE) return comparison;
  throw new Error(
    `the engine and ${library} differ by ${comparison.worst} in ${comparison.worstColumn}`,
  );
}

function describe(
  job: FeaturesJob,
  measured: readonly Measured[],
  comparisons: readonly Comparison[],
): string {
  const [engine] = measured;
  const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`;
  const times = (theirs: number, own: number | undefined) =>
    `${(theirs / (own ?? NaN)).toFixed(1)}×`;
  const rows = measured.map(({ library, cold, warm }) => [
    library,
    `${ms(cold.cpu)} (${ms(cold.system)})`,
    times(cold.cpu, engine?.cold.cpu),
    ms(warm.cpu),
    times(warm.cpu, engine?.warm.cpu),
    ms(cold.wall),
    ms(warm.wall),
    `${(warm.peak / outputBytes(job.rows)).toFixed(2)}×`,
  ]);
  const head = ['', 'CPU cold', '', 'CPU warm', '', 'wall cold', 'wall warm', 'peak RSS / output'];
  const values = comparisons.map(({ values }) => values.toLocaleString('en')).join(' and ');
  return `**${job.rows.toLocaleString('en')} rows** of ${job.services} services, cadence ${job.cadenceMinutes} min

${markdownTable([head, ...rows])}

Compared: ${values} values with polars and pandas.`;
}
