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
const Holder = z.object({ name: z.string(), version: z.int() });
const AliasMove = z.object({
  /** Null: no version was in production from then on. */
  version: z.int().nullable(),
  reason: z.string(),
  changed_by: z.string(),
  /** Epoch ms. */
  changed_at: z.number(),
});
export type AliasMove = z.output<typeof AliasMove>;
const History = z.object({ history: z.array(AliasMove) });
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

  /**
   * @param version its number or its label
   * @param reason kept in the alias's history; only Headroom's registry takes one
   */
  async transitionToProduction(
    name: string,
    version: string,
    { reason }: { readonly reason?: string | undefined } = {},
  ): Promise<ModelVersion> {
    const found = await this.#version(name, version);
    if (reason === undefined) {
      const body = { name, alias: PRODUCTION, version: found.version };
      await this.#server.send('POST', 'registered-models/alias', body, Nothing);
    } else {
      const body = { version: Number(found.version), reason };
      await this.#server.send('POST', aliasPath(name), body, Holder).catch(onlyHeadroom);
    }
    return (await this.getProductionModel(name)) ?? found;
  }

  /**
   * Brings back the version that was in production before this one, of another model where that served. Again: the one before
   * that.
   */
  async rollback(
    name: string,
    { reason }: { readonly reason?: string | undefined } = {},
  ): Promise<ModelVersion> {
    const path = `${aliasPath(name)}/rollback`;
    const holder = await this.#server.send('POST', path, { reason }, Holder).catch(onlyHeadroom);
    return this.#numbered(holder.name, String(holder.version));
  }

  /** Which versions were in production when, who brought them there and why; newest first. */
  async productionHistory(name: string): Promise<readonly AliasMove[]> {
    const path = `${aliasPath(name)}/history`;
    return (await this.#server.get(path, {}, History).catch(onlyHeadroom)).history;
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
    return this.#numbered(name, version);
  }

  async #numbered(name: string, version: string): Promise<ModelVersion> {
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

const aliasPath = (name: string): string =>
  `/api/v1/models/${encodeURIComponent(name)}/aliases/${PRODUCTION}`;

function onlyHeadroom(error: unknown): never {
  if (error instanceof MlflowServerError && /^HTTP_40[45]$/.test(error.code)) {
    throw new MlflowServerError(
      'NOT_IMPLEMENTED',
      error.status,
      "An MLflow server keeps no history of aliases: this needs Headroom's registry.",
    );
  }
  throw error;
}
