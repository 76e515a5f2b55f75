import { z } from 'zod';
import { MlflowServer } from '../adapters/mlflow-server.ts';
import { ModelVersion, Nothing, RegisteredModel } from '../mlflow/answers.ts';
import { unless } from '../mlflow/experiment-by-name.ts';
import { modelVersions } from '../mlflow/pages.ts';
import { MlflowServerError } from '../mlflow/mlflow-server-error.ts';
import type { LoggedModelRef } from './mlflow-tracker.ts';
import { defaultTrackingUri } from './tracking-uri.ts';

/** The alias of the version in production: serving predicts with the one that carries it. */
const PRODUCTION = 'champion';
/** A name of one's own for a version, as `1.0`: the registry numbers versions by itself. */
const LABEL = 'version_label';

const OneVersion = z.object({ model_version: ModelVersion });
const OneModel = z.object({ registered_model: RegisteredModel });

export interface Registration {
  readonly model: LoggedModelRef;
  readonly modelName: string;
  /** A label of one's own; must be new for this model. */
  readonly version?: string;
  readonly description?: string;
}

/** Registered models of an MLflow server. */
export class ModelRegistry {
  readonly #server: MlflowServer;

  constructor({ registryUri = defaultTrackingUri() }: { readonly registryUri?: string } = {}) {
    this.#server = new MlflowServer(registryUri);
  }

  /** Makes a new version of the model, and the model if there is none. */
  async registerModel(registration: Registration): Promise<ModelVersion> {
    const { model, modelName: name, version: label, description } = registration;
    await this.#server
      .send('POST', 'registered-models/create', { name }, OneModel)
      .catch(unless('RESOURCE_ALREADY_EXISTS'));
    if (label !== undefined && (await this.#labelled(name, label))) {
      throw new MlflowServerError(
        'RESOURCE_ALREADY_EXISTS',
        400,
        `${name} has a version labelled "${label}" already: give the new one another label.`,
      );
    }
    const { model_version } = await this.#server.send(
      'POST',
      'model-versions/create',
      {
        name,
        source: model.modelUri,
        run_id: model.runId,
        model_id: model.modelId,
        description,
        tags: label === undefined ? [] : [{ key: LABEL, value: label }],
      },
      OneVersion,
    );
    return model_version;
  }

  /** @param version its number or its label */
  async transitionToProduction(name: string, version: string): Promise<ModelVersion> {
    const found = await this.#version(name, version);
    const body = { name, alias: PRODUCTION, version: found.version };
    await this.#server.send('POST', 'registered-models/alias', body, Nothing);
    return (await this.getProductionModel(name)) ?? found;
  }

  /** Null when no version is in production. */
  async getProductionModel(name: string): Promise<ModelVersion | null> {
    const answer = await this.#server
      .get('registered-models/alias', { name, alias: PRODUCTION }, OneVersion)
      .catch(unless('INVALID_PARAMETER_VALUE')); // MLflow's code for an alias that nothing carries
    return answer?.model_version ?? null;
  }

  async #version(name: string, version: string): Promise<ModelVersion> {
    const labelled = await this.#labelled(name, version);
    if (labelled) return labelled;
    if (!/^\d+$/.test(version)) {
      throw new MlflowServerError(
        'RESOURCE_DOES_NOT_EXIST',
        404,
        `${name} has no version labelled "${version}": give a version's number, or the label it was registered with.`,
      );
    }
    const answer = await this.#server.get('model-versions/get', { name, version }, OneVersion);
    return answer.model_version;
  }

  async #labelled(name: string, label: string): Promise<ModelVersion | undefined> {
    for await (const version of modelVersions(this.#server, name)) {
      if (version.tags.some(({ key, value }) => key === LABEL && value === label)) return version;
    }
    return undefined;
  }
}
