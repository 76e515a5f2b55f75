import { writeText } from '../adapters/files.ts';
import { MlflowServer } from '../adapters/mlflow-server.ts';
import type { Experiment, Run } from '../mlflow/answers.ts';
import { experimentByName } from '../mlflow/experiment-by-name.ts';
import { all, experiments, runs } from '../mlflow/pages.ts';
import { MlflowServerError } from '../mlflow/mlflow-server-error.ts';
import { comparisonCsv } from './comparison-csv.ts';
import { defaultTrackingUri } from './tracking-uri.ts';

export interface BestRunQuery {
  readonly experimentName: string;
  readonly metric: string;
  /** Whether the least or the greatest value is best. */
  readonly mode: 'min' | 'max';
}

export interface Export {
  /** Absolute. */
  readonly path: string;
  readonly runs: number;
}

/** Compares the runs of an MLflow server's experiments. */
export class ExperimentComparison {
  readonly #server: MlflowServer;

  constructor({ trackingUri = defaultTrackingUri() }: { readonly trackingUri?: string } = {}) {
    this.#server = new MlflowServer(trackingUri);
  }

  /**
   * The run whose latest value of the metric is best; runs without a number in it do not take part.
   * @throws MlflowServerError `RESOURCE_DOES_NOT_EXIST` without such an experiment or run
   */
  async getBestRun({ experimentName, metric, mode }: BestRunQuery): Promise<Run> {
    const { experiment_id } = await experimentByName(this.#server, experimentName);
    const key = `metrics.${metric.includes('`') ? `"${metric}"` : `\`${metric}\``}`;
    const search = {
      experimentIds: [experiment_id],
      orderBy: [`${key} ${mode === 'min' ? 'ASC' : 'DESC'}`],
      pageSize: 10,
    };
    // The server puts NaN and runs without the metric last.
    for await (const run of runs(this.#server, search)) {
      const value = run.data.metrics.find((m) => m.key === metric)?.value;
      if (value === undefined || Number.isNaN(value)) break;
      if (Number.isFinite(value)) return run;
    }
    throw new MlflowServerError(
      'RESOURCE_DOES_NOT_EXIST',
      404,
      `No run of experiment ${experimentName} has a number in the metric "${metric}".`,
    );
  }

  /** Writes all runs with their params and latest metrics into a CSV file. Without names: of every experiment. */
  async exportComparison(request: {
    readonly outputPath: string;
    readonly experimentNames?: readonly string[];
  }): Promise<Export> {
    const { outputPath, experimentNames } = request;
    const compared: { experiment: string; run: Run }[] = [];
    for (const experiment of await this.#experiments(experimentNames)) {
      const search = { experimentIds: [experiment.experiment_id], orderBy: ['start_time ASC'] };
      for await (const run of runs(this.#server, search)) {
        compared.push({ experiment: experiment.name, run });
      }
    }
    return { path: await writeText(outputPath, comparisonCsv(compared)), runs: compared.length };
  }

  #experiments(names: readonly string[] | undefined): Promise<readonly Experiment[]> {
    return names === undefined
      ? all(experiments(this.#server))
      : Promise.all(names.map((name) => experimentByName(this.#server, name)));
  }
}
