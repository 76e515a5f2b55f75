import {
  GUIDE_MAE,
  HeadroomError,
  WORKLOAD_METRICS,
  type QualityCheck,
  type Snapshot,
  type TASKS,
  type TaskInstance,
} from '@headroom/contracts';
import type { z } from 'zod';
import type { Files } from '../domain/files.ts';
import { comparisonCsv } from '../domain/comparison-csv.ts';
import { comparisonKey, driftReportKey, runReportKey } from '../domain/report-keys.ts';
import { RunReport } from '../domain/run-report.ts';
import { summarize } from '../domain/summary.ts';
import { performance } from '../domain/performance.ts';
import { putReport } from './put-report.ts';
import { readColumns } from './read-columns.ts';
import { challengerOf, readPredictions } from './read-predictions.ts';

type Inputs = z.output<(typeof TASKS.generate_report)['inputs']>;
type Outputs = z.output<(typeof TASKS.generate_report)['outputs']>;

const GUIDE_TEXT =
  'not comparable: guide_mae was measured on other data with another target; it stands beside for orientation alone';

/** generate_report: all that a run has found, in one file. A function of the task's inputs alone. */
export class GenerateReport {
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  async execute(task: TaskInstance, inputs: Inputs): Promise<Outputs> {
    const { dataset, snapshot, challenger, champion, gates, promoted, reason } = inputs;
    const best = challengerOf(inputs.trained, challenger);
    const metrics = await metricSummaries(this.#files, snapshot);
    const predictions = await readPredictions(this.#files, best.predictions);
    const models = comparison(inputs);
    const csv = await this.#files.objects.putBytes(
      comparisonKey(task),
      Buffer.from(comparisonCsv(models)),
    );
    const report = await putReport(this.#files, runReportKey(task), RunReport, {
      format: 'headroom-report/1',
      dag_id: task.dag_id,
      run_id: task.run_id,
      as_of: snapshot.as_of,
      data: { dataset, snapshot, ...metrics },
      quality: quality(inputs.checks),
      models,
      guide: { comparable: false, text: GUIDE_TEXT },
      challenger: {
        ...challenger,
        chosen_by: 'least validation MAE',
        validation_mae: best.metrics.validation.mae,
      },
      promotion: { promoted, reason, gates, champion },
      performance: performance(best.algorithm, predictions),
      files: {
        drift: driftReportKey(task),
        validation: inputs.validation_report,
        predictions: best.predictions,
        comparison: csv,
      },
    });
    return { report };
  }
}

function comparison({ trained, models, challenger, champion }: Inputs): RunReport['models'] {
  return trained
    .map((model) => {
      const registered = models.find(({ algorithm }) => algorithm === model.algorithm);
      if (registered === undefined) {
        throw new HeadroomError(
          'INVALID_REQUEST',
          `models: holds no version of ${model.algorithm}, which was trained; send every model that was registered`,
        );
      }
      const { name, version, run_id } = registered;
      return {
        ...model,
        name,
        version,
        run_id,
        challenger: name === challenger.name && version === challenger.version,
        champion: name === champion?.name && version === champion.version,
        guide_mae: GUIDE_MAE[model.algorithm],
      };
    })
    .sort((a, b) => a.metrics.test.mae - b.metrics.test.mae);
}

async function metricSummaries(
  files: Files,
  snapshot: Snapshot,
): Promise<Pick<RunReport['data'], 'metrics' | 'absent'>> {
  const isDeclared = ({ name }: { readonly name: string }) => snapshot.declared.includes(name);
  const declared = WORKLOAD_METRICS.filter(isDeclared);
  const names = declared.map(({ name }) => name);
  const table = await readColumns(files, snapshot.file, names);
  return {
    metrics: declared.map(({ name, unit }) => ({
      metric: name,
      unit,
      ...summarize(table.float64(name)),
    })),
    absent: WORKLOAD_METRICS.filter((metric) => !isDeclared(metric)).map(({ name }) => name),
  };
}

function quality(checks: readonly QualityCheck[]): RunReport['quality'] {
  const count = (status: QualityCheck['status']) =>
    checks.filter((check) => check.status === status).length;
  return {
    passed: count('passed'),
    warned: count('warned'),
    failed: count('failed'),
    checks: [...checks],
  };
}
