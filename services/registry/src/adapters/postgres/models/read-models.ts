import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import { doesNotExist, invalidParameter } from '../../../domain/mlflow-error.ts';
import { DELETED, type Stage } from '../../../domain/models/stage.ts';
import { latestVersions, modelJson, response, versionJson } from './model-json.ts';

const Body = z.object({ body: z.string() });
const OfAlias = z.object({ carried: z.boolean(), body: z.string() });
const Location = z.object({ uri: z.string().nullable() });

export const noModel = (name: string) =>
  doesNotExist(`Registered Model with name=${name} not found`);

export const noVersion = (name: string, version: number | string) =>
  doesNotExist(`Model Version (name=${name}, version=${version}) not found`);

/** Asked by every process that loads a model by its alias: planned once a connection. */
const OF_ALIAS = {
  name: 'registry.version-of-alias',
  text: `SELECT v.name IS NOT NULL AS carried, ${response('model_version', versionJson('v'))}
    FROM registry.registered_model m
    LEFT JOIN registry.model_alias a ON a.name = m.name AND a.alias = $2
    LEFT JOIN registry.model_version v ON v.name = a.name AND v.version = a.version
    WHERE m.name = $1`,
};

/** Single registered models and versions, as responses of MLflow's protocol: each a statement. */
export class ReadModels {
  readonly #db: Pick<Sql, 'query'>;

  constructor(db: Pick<Sql, 'query'>) {
    this.#db = db;
  }

  /** @throws RESOURCE_DOES_NOT_EXIST */
  async model(name: string): Promise<string> {
    const [row] = await this.#db.query(
      Body,
      `SELECT ${response('registered_model', modelJson('m'))} FROM registry.registered_model m WHERE name = $1`,
      [name],
    );
    if (row === undefined) throw noModel(name);
    return row.body;
  }

  /** @throws RESOURCE_DOES_NOT_EXIST */
  async version(name: string, version: number): Promise<string> {
    const [row] = await this.#db.query(
      Body,
      `SELECT ${response('model_version', versionJson('v'))} FROM registry.model_version v
       WHERE name = $1 AND version = $2 AND current_stage <> '${DELETED}'`,
      [name, version],
    );
    if (row === undefined) throw noVersion(name, version);
    return row.body;
  }

  /** @throws RESOURCE_DOES_NOT_EXIST without the model, INVALID_PARAMETER_VALUE without the alias */
  async versionOfAlias(name: string, alias: string): Promise<string> {
    const [row] = await this.#db.query(
      OfAlias,
      OF_ALIAS,
      [name, alias],
    );
    if (row === undefined) throw noModel(name);
    if (!row.carried) throw invalidParameter(`Registered model alias ${alias} not found.`);
    return row.body;
  }

  /** The version of the greatest number. @throws RESOURCE_DOES_NOT_EXIST */
  async newestVersion(name: string): Promise<string> {
    const [row] = await this.#db.query(
      OfAlias,
      `SELECT v.name IS NOT NULL AS carried, ${response('model_version', versionJson('v'))}
       FROM registry.registered_model m
       LEFT JOIN LATERAL (
         SELECT * FROM registry.model_version
         WHERE name = m.name AND current_stage <> '${DELETED}' ORDER BY version DESC LIMIT 1
       ) v ON true
       WHERE m.name = $1`,
      [name],
    );
    if (row === undefined) throw noModel(name);
    if (!row.carried) throw doesNotExist(`Latest version not found for model ${name}.`);
    return row.body;
  }

  /** The newest version of each of the stages. @throws RESOURCE_DOES_NOT_EXIST without the model */
  async latest(name: string, stages: readonly Stage[]): Promise<string> {
    const list = `(SELECT json_agg(${versionJson('v')} ORDER BY v.version) FROM ${latestVersions('m.name')} v
                   WHERE v.current_stage = ANY($2::text[]))`;
    const [row] = await this.#db.query(
      Body,
      `SELECT ${response('model_versions', list)} FROM registry.registered_model m WHERE name = $1`,
      [name, stages],
    );
    if (row === undefined) throw noModel(name);
    return row.body;
  }

  /** Where a version's files are. @throws RESOURCE_DOES_NOT_EXIST */
  async downloadUri(name: string, version: number): Promise<string> {
    const [row] = await this.#db.query(
      Location,
      `SELECT coalesce(storage_location, source) AS uri FROM registry.model_version
       WHERE name = $1 AND version = $2 AND current_stage <> '${DELETED}'`,
      [name, version],
    );
    if (row === undefined) throw noVersion(name, version);
    return row.uri ?? '';
  }
}
