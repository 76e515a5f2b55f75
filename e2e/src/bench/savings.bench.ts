/**
 * `npm run bench:savings [-- SEED…]`: what scaling by forecast saves. The generator's hidden demand of the test split is
 * played against each rule; cpu is recomputed from the instances that the rule chose. With `-- --data FOLDER` a simulation
 * on recorded series instead: a constant number of instances is assumed behind them.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, type Caller } from '@headroom/embedded';
import { compareScalers, DEFAULT_POLICY, type Comparison } from '@headroom/forecasting';
import { writeSection } from './measure/results.ts';
import { DEFAULT_SEEDS, runFolder, runSeeds, type PipelineRun } from './runs/pipeline-runs.ts';
import {
  assumedDemand,
  generatedDemand,
  judgedPart,
  tuningPart,
} from './savings/demand-history.ts';
import { losses, savingsTable, type LabelledComparison } from './savings/savings-table.ts';

const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;
const ASSUMED_INSTANCES = 4;
/** What a bucket over the objective costs both rules, in instances for a bucket. */
const POLICY = { ...DEFAULT_POLICY, violationCost: 25 };

const RULES = `A violation is a bucket whose utilisation is over ${POLICY.sloUtilisation}; it costs as much as ${POLICY.violationCost} instances for a bucket. Every rule sees cpu × its own instances at a bucket's end and decides for the next one. The reactive rule is the usual horizontal autoscaler with the settings that cost least on the validation split (target utilisation × buckets of its stabilisation window). The forecast-led one is the rule of serving with its one setting chosen on the validation split too: as few violations as 98.5 % of the reactive rule's instances buy. "Without the model" puts present demand in the place of the forecast, so that the rule has the service's daily rhythm alone. Slack: unused share of what is provisioned (Google's Autopilot paper: 23 % with it, 46 % by hand).`;

await runCommand(async (caller) => {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.data === undefined) {
    await generated(positionals.length > 0 ? positionals.map(Number) : DEFAULT_SEEDS, caller);
  } else await simulated(values.data, caller);
  return 0;
});

async function generated(seeds: readonly number[], caller: Caller): Promise<void> {
  const compared = await runSeeds(seeds, caller, async (run): Promise<LabelledComparison> => {
    const { data, predictions } = filesOf(run);
    const hidden = data.replace(/\.parquet$/, '.hidden.parquet');
    const histories = await generatedDemand({ data, hidden, predictions });
    return { label: `${run.seed}`, comparison: compare(histories, HOUR_MS) };
  });
  await writeSection({
    command: 'bench:savings',
    title: 'What scaling by forecast saves',
    body: `Generated data, ten services, hourly; judged on the test split, forecasts of the best model. ${RULES}

${savingsTable(compared, { first: 'seed', violationCost: POLICY.violationCost, bucketHours: 1 })}

Services where the forecast-led rule costs more than the reactive one: ${compared
      .map((one) => `seed ${one.label}: ${losses(one, POLICY.violationCost)}`)
      .join('; ')}.`,
  });
}

async function simulated(folder: string, caller: Caller): Promise<void> {
  const one = await runFolder(folder, caller, async (run): Promise<LabelledComparison> => {
    const histories = await assumedDemand(filesOf(run), ASSUMED_INSTANCES, FIVE_MINUTES_MS);
    return { label: 'CloudWatch', comparison: compare(histories, FIVE_MINUTES_MS) };
  });
  await writeSection({
    command: 'bench:savings -- --data aws-cloudwatch',
    title: 'Scaling by forecast on recorded series: a simulation',
    body: `A simulation: AWS CloudWatch's cpu series of the Numenta Anomaly Benchmark, 5 min, of single hosts; demand is taken to be cpu × ${ASSUMED_INSTANCES}, as if ${ASSUMED_INSTANCES} instances had stood behind each. What a saturated host would have liked to do is not in the data. Test split, forecasts of the best model for the next 12 buckets. ${RULES}

${savingsTable([one], { first: 'series', violationCost: POLICY.violationCost, bucketHours: FIVE_MINUTES_MS / HOUR_MS })}

Services where the forecast-led rule costs more than the reactive one: ${losses(one, POLICY.violationCost)}.`,
  });
}

type Histories = Awaited<ReturnType<typeof generatedDemand>>;

function compare(histories: Histories, cadenceMs: number): Comparison {
  const bucketsPerDay = (24 * HOUR_MS) / cadenceMs;
  const tuning = histories.map((history) => tuningPart(history, bucketsPerDay));
  return compareScalers(tuning, histories.map(judgedPart), POLICY, cadenceMs);
}

function filesOf({ results: { challenger, trained }, objects, dataset }: PipelineRun) {
  const model = trained.find(({ algorithm }) => algorithm === challenger.algorithm);
  if (model === undefined) throw new Error(`the run has no ${challenger.algorithm}`);
  return { data: join(objects, dataset), predictions: join(objects, model.predictions.uri) };
}
