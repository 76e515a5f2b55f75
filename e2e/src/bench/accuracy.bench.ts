/**
 * `npm run bench:accuracy [-- SEED…]`: the five models of the whole pipeline on generated data, seed by seed.
 */
import { ALGORITHMS, GUIDE_MAE } from '@headroom/contracts';
import { runCommand } from '@headroom/embedded';
import { markdownTable, writeSection } from './measure/results.ts';
import { runSeeds, seedsAsked } from './runs/pipeline-runs.ts';

await runCommand(async (caller) => {
  const seeds = seedsAsked();
  const runs = await runSeeds(seeds, caller, async (run) => run);
  const rows = ALGORITHMS.map((algorithm) => [
    algorithm,
    ...runs.flatMap(({ results }) => {
      const model = results.trained.find((trained) => trained.algorithm === algorithm);
      const star = results.challenger.algorithm === algorithm ? ' ★' : '';
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
    body: `10,000 records, ten services, hourly; test rows (the last 15 % of each service); ★ the best on validation.

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

function figure(value: number | undefined, digits = 3): string {
  return value?.toFixed(digits) ?? '';
}
