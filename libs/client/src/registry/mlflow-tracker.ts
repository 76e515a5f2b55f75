import { z } from 'zod';
import { localFiles } from '../adapters/files.ts';
import { MlflowServer } from '../adapters/mlflow-server.ts';
import { LoggedModel, Nothing, Run } from '../mlflow/answers.ts';
import { ensureExperiment } from '../mlflow/experiment-by-name.ts';
import { defaultTrackingUri } from './tracking-uri.ts';

export interface TrackerOptions {
  /** Made if there is none. */
  readonly experimentName: string;
  /** The server makes one up without it. */
  readonly runName?: string;
  /** Default: MLFLOW_TRACKING_URI, else Headroom's registry on this machine. */
  readonly trackingUri?: string;
}

export interface LoggedModelRef {
  readonly modelId: string;
  /** `models:/m-…`: what MLflow's clients load and register. */
  readonly modelUri: string;
  readonly runId: string;
}

type Value = string | number | boolean | null;

const CreatedRun = z.object({ run: Run });
const CreatedModel = z.object({ model: LoggedModel });

/** Logs one run of an experiment to an MLflow server. */
export class MLflowTracker {
  readonly #options: TrackerOptions;
  readonly #server: MlflowServer;
  #run: Run | undefined;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#server = new MlflowServer(options.trackingUri ?? defaultTrackingUri());
  }

  /**
   * Starts a run, does the work in it and ends it: FINISHED, or FAILED with the work's error thrown on.
   * @throws MlflowServerError
   */
  async getRun<T>(work: (run: { readonly runId: string }) => Promise<T>): Promise<T> {
    if (this.#run) {
      throw new Error(`run ${this.#run.info.run_id} is still open: one run at a time a tracker`);
    }
    const { experimentName, runName } = this.#options;
    const { run } = await this.#server.send(
      'POST',
      'runs/create',
      {
        experiment_id: await ensureExperiment(this.#server, experimentName),
        run_name: runName,
        start_time: Date.now(),
      },
      CreatedRun,
    );
    this.#run = run;
    let status = 'FAILED';
    try {
      const result = await work({ runId: run.info.run_id });
      status = 'FINISHED';
      return result;
    } finally {
      this.#run = undefined;
      const end = { run_id: run.info.run_id, status, end_time: Date.now() };
      await this.#server.send('POST', 'runs/update', end, Nothing);
    }
  }

  /** Parameters are set once: another value for one of them is refused. Values over 6,000 characters are cut. */
  async logParameters(parameters: Readonly<Record<string, Value>>): Promise<void> {
    const params = Object.entries(parameters).map(([key, value]) => ({
      key,
      value: String(value),
    }));
    await this.#logBatches('params', params, 100);
  }

  /** One point of each metric, at a step of the training. */
  async logMetrics(metrics: Readonly<Record<string, number>>, step = 0): Promise<void> {
    const timestamp = Date.now();
    const points = Object.entries(metrics).map(([key, value]) => ({
      key,
      value: Number.isFinite(value) ? value : String(value),
      timestamp,
      step,
    }));
    await this.#logBatches('metrics', points, 1000);
  }

  /** Uploads a file or a folder to the run's artifacts. */
  async logArtifact(path: string, artifactPath = ''): Promise<void> {
    await this.#upload(path, joined(this.#open().info.artifact_uri, artifactPath));
  }

  /**
   * Uploads a model, a file or a folder, as one of MLflow's logged models. MLflow's own loaders read it where the folder
   * holds their `MLmodel` file.
   */
  async logModel(
    path: string,
    name: string,
    { modelType = '' }: { readonly modelType?: string } = {},
  ): Promise<LoggedModelRef> {
    const { run_id, experiment_id } = this.#open().info;
    const { model } = await this.#server.send(
      'POST',
      'logged-models',
      { experiment_id, name, model_type: modelType, source_run_id: run_id },
      CreatedModel,
    );
    const { model_id, artifact_uri } = model.info;
    const finalize = (status: string) =>
      this.#server.send('PATCH', `logged-models/${model_id}`, { model_id, status }, CreatedModel);
    try {
      await this.#upload(path, artifact_uri);
    } catch (error) {
      await finalize('LOGGED_MODEL_UPLOAD_FAILED');
      throw error;
    }
    await finalize('LOGGED_MODEL_READY');
    await this.#server.send(
      'POST',
      'runs/outputs',
      { run_id, models: [{ model_id, step: 0 }] },
      Nothing,
    );
    return { modelId: model_id, modelUri: `models:/${model_id}`, runId: run_id };
  }

  async #logBatches(what: string, items: readonly object[], most: number): Promise<void> {
    const { run_id } = this.#open().info;
    for (let from = 0; from < items.length; from += most) {
      const body = { run_id, [what]: items.slice(from, from + most) };
      await this.#server.send('POST', 'runs/log-batch', body, Nothing);
    }
  }

  async #upload(path: string, artifactUri: string): Promise<void> {
    for (const { file, path: below } of await localFiles(path)) {
      await this.#server.upload(file, joined(artifactUri, below));
    }
  }

  #open(): Run {
    if (!this.#run) throw new Error('no run is open: log inside the work given to getRun');
    return this.#run;
  }
}

const joined = (uri: string, path: string): string => (path === '' ? uri : `${uri}/${path}`);
