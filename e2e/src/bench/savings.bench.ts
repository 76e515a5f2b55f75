/**
 * `npm run bench:savings [-- SEED…]`: what scaling by forecast saves. The generator's hidden demand of the test split is
 * played against each rule; cpu is recomputed from the instances that the rule chose.
 */
import { join } from 'node:path';
import { runCommand } from '@headroom/embedded';
import { compareScalers, DEFAULT_POLICY, total, type Comparison } from '@headroom/forecasting';
import { markdownTable, writeSection } from './measure/results.ts';
import { runSeeds, seedsAsked, type PipelineRun } from './runs/pipeline-runs.ts';
import { demandHistories, judgedPart, tuningPart } from './savings/demand-history.ts';

const NAMES: Readonly<Record<Comparison['scalers'][number]['name'], string>> = {
  static: 'static, 99th percentile of the past',
  reactive: 'reactive, tuned',
  forecast: 'forecast-led',
  perfect: 'perfect oracle',
};

await runCommand(async (caller) => {
  const runs = await runSeeds(seedsAsked(), caller, compare);
  const { sloUtilisation, violationCost, floorMargin } = DEFAULT_POLICY;
  await writeSection({
    command: 'bench:savings',
    title: 'What scaling by forecast saves',
    body: `Generated data, ten services, hourly; judged on the test split, forecasts of the best model. A violation is an hour whose utilisation is over ${sloUtilisation}; it costs as much as ${violationCost} instance-hours. The reactive rule is the usual horizontal autoscaler with the settings that cost least on the validation split (target utilisation × buckets of its stabilisation window); the forecast-led one has no settings of its own but the floor, ${floorMargin} × present demand. Slack: unused share of what is provisioned.

${markdownTable([
  ['seed', 'rule', 'violations', 'instance-hours', 'slack', 'changes', 'cost'],
  ...runs.flatMap(({ seed, comparison }) => rowsOf(`${seed}`, comparison)),
  ...rowsOf('all', sum(runs.map(({ comparison }) => comparison))),
])}

Services where the forecast-led rule costs more than the reactive one: ${runs
      .map(({ seed, comparison }) => `seed ${seed}: ${losses(comparison).join(', ') || 'none'}`)
      .join('; ')}.`,
  });
  return 0;
});

async function compare(run: PipelineRun) {
  const { challenger, trained } = run.results;
  const model = trained.find(({ algorithm }) => algorithm === challenger.algorithm);
  if (model === undefined) throw new Error(`the run has no ${challenger.algorithm}`);
  const data = join(run.objects, run.dataset);
  const histories = await demandHistories({
    data,
    hidden: data.replace(/\.parquet$/, '.hidden.parquet'),
    predictions: join(run.objects, model.predictions.uri),
  });
  const comparison = compareScalers(histories.map(tuningPart), histories.map(judgedPart));
  return { seed: run.seed, comparison };
}

type Totals = Pick<Comparison['scalers'][number], 'name' | 'total'>;

function rowsOf(
  seed: string,
  { scalers, tuned }: { scalers: readonly Totals[]; tuned?: Comparison['tuned'] },
): string[][] {
  return scalers.map(({ name, total: outcome }) => {
    const settings =
      name === 'reactive' && tuned ? ` (${tuned.reactiveTarget} × ${tuned.downAfter})` : '';
    return [
      seed,
      NAMES[name] + settings,
      String(outcome.violations),
      String(outcome.instanceBuckets),
      `${(100 * outcome.slack).toFixed(1)} %`,
      String(outcome.changes),
      String(costOf(outcome)),
    ];
  });
}

function costOf({ instanceBuckets, violations }: Comparison['scalers'][number]['total']): number {
  return instanceBuckets + DEFAULT_POLICY.violationCost * violations;
}

function sum(comparisons: readonly Comparison[]): { scalers: Totals[] } {
  const names = comparisons[0]?.scalers.map(({ name }) => name) ?? [];
  return {
    scalers: names.map((name) => ({
      name,
      total: total(
        comparisons.flatMap(({ scalers }) =>
          scalers.filter((scaler) => scaler.name === name).map((scaler) => scaler.total),
        ),
      ),
    })),
  };
}

function losses({ scalers }: Comparison): string[] {
  const of = (name: string) => scalers.find((scaler) => scaler.name === name)?.byService;
  const [ours, theirs] = [of('forecast'), of('reactive')];
  return [...(ours ?? [])]
    .filter(([service, outcome]) => {
      const other = theirs?.get(service);
      return other !== undefined && costOf(outcome) > costOf(other);
    })
    .map(([service]) => service);
}
