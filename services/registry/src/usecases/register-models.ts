import { createHash } from 'node:crypto';
import type { TASKS } from '@headroom/contracts';
import { HeadroomError, type RegisteredModel, type TaskInstance } from '@headroom/contracts';
import type { z } from 'zod';
import { chooseBest } from '../domain/choose-best.ts';
import { CHALLENGER, CHAMPION, registeredModelName, type ModelVersion } from '../domain/model.ts';
import type { RegistryStore, RegistryTransaction } from '../domain/registry-store.ts';
import { runOfFailure } from '../domain/run-of-failure.ts';
import { runOfModel } from '../domain/run-of-model.ts';
import { changeOf, moveAlias, servedEvent } from './models/move-alias.ts';
import { servedHolder, servedVersion, wasGiven } from './models/served-holder.ts';

const EXPERIMENT = 'cloud_optimizer';
/** Who makes what a pipeline's run leaves. */
const PIPELINE = 'pipeline';
/** MLflow's tag for the code that left a run; lineage reads it. */
const CODE = 'mlflow.source.git.commit';

type Inputs = z.infer<(typeof TASKS.compare_and_register_models)['inputs']>;
type Outputs = z.infer<(typeof TASKS.compare_and_register_models)['outputs']>;

/**
 * compare_and_register_models: a parent run with a child per model, one new version a model, and the challenger alias on the
 * best, all in one transaction; what serves is not touched. A model that could not be trained gets a child that says why, and
 * no version. Run ids come from the task instance, so a repetition finds everything there and changes nothing.
 */
export class RegisterModels {
  readonly #store: RegistryStore;
  readonly #now: () => number;
  readonly #code: Readonly<Record<string, string>>;

  /** @param codeVersion commit of the running code, where it is known */
  constructor(store: RegistryStore, now: () => number, codeVersion?: string) {
    this.#store = store;
    this.#now = now;
    this.#code = codeVersion === undefined ? {} : { [CODE]: codeVersion };
  }

  async execute(task: TaskInstance, inputs: Inputs): Promise<Outputs> {
    const now = this.#now();
    const parentRunId = runId(task, 'pipeline');
    const outputs = await this.#store.transaction(async (tx) => {
      await tx.lockAlias(CHALLENGER);
      const experimentId = await tx.ensureExperiment(EXPERIMENT, now);
      await tx.putRun(experimentId, {
        runId: parentRunId,
        name: task.run_id,
        status: inputs.trained.length === 0 ? 'FAILED' : 'FINISHED',
        startTime: now,
        endTime: now,
        params: {
          feature_service: inputs.snapshot.feature_service,
          cadence_ms: String(inputs.snapshot.cadence_ms),
          as_of: new Date(inputs.snapshot.as_of).toISOString(),
        },
        metrics: { rows: inputs.snapshot.rows, services: inputs.snapshot.services.length },
        tags: {
          'mlflow.runName': task.run_id,
          'headroom.definition_hash': inputs.snapshot.definition_hash,
          'headroom.snapshot_sha256': inputs.snapshot.file.sha256,
          ...this.#code,
        },
        artifacts: { 'snapshot.parquet': inputs.snapshot.file },
      });
      for (const failed of inputs.failed) {
        const ids = { runId: runId(task, failed.algorithm), parentRunId };
        await tx.putRun(experimentId, runOfFailure(failed, ids, now));
      }
      if (inputs.trained.length === 0) return null;
      const models: RegisteredModel[] = [];
      const versions: ModelVersion[] = [];
      for (const trained of inputs.trained) {
        const run = runOfModel(
          trained,
          { runId: runId(task, trained.algorithm), parentRunId },
          now,
        );
        await tx.putRun(experimentId, { ...run, tags: { ...run.tags, ...this.#code } });
        const version = await this.#version(tx, trained, run.runId, now);
        versions.push(version);
        models.push({
          algorithm: trained.algorithm,
          name: version.name,
          version: String(version.version),
          run_id: run.runId,
          validation_mae: trained.metrics.validation.mae,
        });
      }
      const best = chooseBest(models);
      const winner = versions.find((v) => v.name === best.name) ?? null;
      const challenger = servedVersion(winner);
      if (winner === null || challenger === null)
        throw new HeadroomError('INTERNAL', `${best.name}: no version of it was registered`);
      const reason = `best validation MAE of run ${task.run_id}`;
      // A repetition after the promotion must not make it challenger again.
      if (!(await wasGiven(tx, CHAMPION, challenger)))
        await moveAlias(tx, CHALLENGER, winner, { by: PIPELINE, reason, at: now });
      const champion = servedVersion(await servedHolder(tx, CHAMPION));
      return { parent_run_id: parentRunId, models, challenger, champion };
    });
    if (outputs === null)
      throw new HeadroomError(
        'INVALID_DATA',
        `trained: no model could be trained, so there is none to register; ${inputs.failed
          .map(({ algorithm, error }) => `${algorithm}: ${error.message}`)
          .join('; ')}`,
      );
    return outputs;
  }

  async #version(
    tx: RegistryTransaction,
    trained: Inputs['trained'][number],
    run: string,
    now: number,
  ): Promise<ModelVersion> {
    const name = registeredModelName(trained.algorithm);
    await tx.ensureModel(name, now);
    const known = await tx.versionOfRun(name, run);
    if (known !== null) return known;
    const version = await tx.createVersion(
      {
        name,
        runId: run,
        source: `runs:/${run}/model`,
        served: { algorithm: trained.algorithm, bundle: trained.bundle },
      },
      now,
    );
    const id = `version/${name}/${version.version}`;
    const event = servedEvent('version_created', version, null, null);
    if (event !== null) await tx.enqueue(id, event);
    await tx.tell(
      id,
      changeOf('version_created', version, { by: PIPELINE, reason: null, at: now }),
    );
    return version;
  }
}

/** MLflow's form of a run id, derived from the task so that a repetition writes the same run. */
function runId(task: TaskInstance, part: string): string {
  return createHash('sha256')
    .update(JSON.stringify([task.dag_id, task.run_id, task.task_id, part]))
    .digest('hex')
    .slice(0, 32);
}
