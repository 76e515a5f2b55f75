import { setImmediate } from 'node:timers/promises';
import type { DriftDetected, TASKS, TaskInstance } from '@headroom/contracts';
import type { z } from 'zod';
import { emptiness, type ColumnSample } from '../domain/column-sample.ts';
import type { DriftAlerts } from '../domain/drift-alerts.ts';
import { DriftReport } from '../domain/drift-report.ts';
import type { Files } from '../domain/files.ts';
import { judgeDrift, type DriftRule, type TestedColumn } from '../domain/judge-drift.ts';
import { driftReportKey } from '../domain/report-keys.ts';
import { retrainingId } from '../domain/retraining.ts';
import { testColumn } from '../domain/test-column.ts';
import { labelSamples } from './label-samples.ts';
import { metricSamples } from './metric-samples.ts';
import { predictionSamples } from '../domain/prediction-samples.ts';
import { putReport } from './put-report.ts';
import { challengerOf, readPredictions } from './read-predictions.ts';

type Inputs = z.output<(typeof TASKS.detect_drift)['inputs']>;
type Outputs = z.output<(typeof TASKS.detect_drift)['outputs']>;

export interface DetectDriftOptions {
  readonly files: Files;
  readonly alerts: DriftAlerts;
  readonly rule: DriftRule;
  /** Whether drift asks for a retraining. */
  readonly retrain: boolean;
}

/** detect_drift: what has moved between the data that a run's models were trained on and those they were tested on. */
export class DetectDrift {
  readonly #options: DetectDriftOptions;

  constructor(options: DetectDriftOptions) {
    this.#options = options;
  }

  async execute(task: TaskInstance, inputs: Inputs, signal: AbortSignal): Promise<Outputs> {
    const { files, alerts, rule, retrain } = this.#options;
    const { snapshot, dataset, challenger } = inputs;
    const { predictions } = challengerOf(inputs.trained, challenger);
    const metrics = await metricSamples(files, snapshot);
    const labels = await labelSamples(files, dataset, metrics.cuts, snapshot.cadence_ms);
    const { columns, skipped } = await testAll(
      [
        ...metrics.samples,
        ...predictionSamples(await readPredictions(files, predictions)),
        ...labels.samples,
      ],
      signal,
    );
    const absent = [...metrics.absent, ...labels.absent];
    const verdict = judgeDrift(columns, rule);
    // Order of effects: the report, then who is told of it; the task's result follows. Each may be repeated.
    const report = await putReport(files, driftReportKey(task), DriftReport, {
      format: 'headroom-drift/1',
      dag_id: task.dag_id,
      run_id: task.run_id,
      as_of: snapshot.as_of,
      challenger,
      snapshot: snapshot.file,
      dataset: dataset.file,
      predictions,
      ...verdict,
      skipped: [
        ...absent.map((column) => ({ column, reason: 'absent: no record has it' })),
        ...skipped,
      ],
      notes: NOTES,
    });
    if (verdict.drifted.length > 0) {
      const { name, version, algorithm, run_id } = challenger;
      await alerts.raise({
        dag_id: task.dag_id,
        run_id: task.run_id,
        as_of: snapshot.as_of,
        champion: { name, version, algorithm, run_id: run_id ?? '' },
        report,
        tested: verdict.tested,
        drifted: strongest(verdict.columns),
        retraining: retrain ? retrainingId(task.dag_id, snapshot.as_of) : null,
      });
    }
    return { report, drifted: verdict.drifted, tested: verdict.tested };
  }
}

const NOTES = [
  'Metrics and labels: training split against test split. Prediction and residual: validation split against test split, ' +
    'since errors on rows that a model has learnt from are smaller than on any others.',
  'The tests take values as independent. Those of a series are not, so that p-values are smaller than they should be: ' +
    'hence the least effect.',
];

/** Lets the service's heartbeats through between columns: an exact KS test may take a second. */
async function testAll(samples: readonly ColumnSample[], signal: AbortSignal) {
  const columns: TestedColumn[] = [];
  const skipped: DriftReport['skipped'] = [];
  for (const sample of samples) {
    await setImmediate();
    signal.throwIfAborted();
    const reason = emptiness(sample);
    const tests = reason === null ? testColumn(sample) : [];
    if (tests.length > 0) columns.push({ sample, tests });
    else skipped.push({ column: sample.column, reason: reason ?? 'fewer than two categories' });
  }
  return { columns, skipped };
}

/** Of each drifted column the test with the greatest effect. */
function strongest(columns: DriftReport['columns']): DriftDetected['drifted'] {
  return columns.flatMap(({ column, tests }) => {
    const [test] = tests.filter((t) => t.drifted).toSorted((a, b) => b.effect - a.effect);
    if (test === undefined) return [];
    return [{ column, test: test.test, effect: test.effect, p_corrected: test.p_corrected }];
  });
}
