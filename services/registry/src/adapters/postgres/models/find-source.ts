import type { Sql } from '@headroom/storage';
import { z } from 'zod';
import { doesNotExist, invalidParameter } from '../../../domain/mlflow-error.ts';
import { isLatest } from '../../../domain/models/alias-name.ts';
import type {
  LoggedModelPlace,
  RegisteredPlace,
  SourceLookup,
} from '../../../domain/models/source-lookup.ts';
import { canonicalStage, DELETED } from '../../../domain/models/stage.ts';
import { marksPrompt } from '../../../domain/models/tags.ts';
import { noModel, noVersion } from './read-models.ts';

const Found = z.object({
  tags: z.record(z.string(), z.string()),
  version: z.int().nullable(),
  run_id: z.string().nullable(),
  location: z.string().nullable(),
});

/** What sources of versions refer to, in the registry's tables. */
export class FindSource implements SourceLookup {
  readonly #db: Pick<Sql, 'query'>;

  constructor(db: Pick<Sql, 'query'>) {
    this.#db = db;
  }

  async runLocation(runId: string): Promise<string | null> {
    const [run] = await this.#db.query(
      z.object({ location: z.string() }),
      'SELECT artifact_uri AS location FROM registry.run WHERE run_id = $1',
      [runId],
    );
    return run?.location ?? null;
  }

  async loggedModel(modelId: string): Promise<LoggedModelPlace | null> {
    const [model] = await this.#db.query(
      z.object({ location: z.string(), run: z.string().nullable() }),
      `SELECT artifact_location AS location, source_run_id AS run FROM registry.logged_model
       WHERE model_id = $1 AND lifecycle_stage <> 'deleted'`,
      [modelId],
    );
    return model === undefined ? null : { location: model.location, sourceRunId: model.run };
  }

  async registered(uri: Parameters<SourceLookup['registered']>[0]): Promise<RegisteredPlace> {
    const { name } = uri;
    const [condition, value] = conditionOf(uri);
    const [found] = await this.#db.query(
      Found,
      `SELECT m.tags, v.version, v.run_id, coalesce(v.storage_location, v.source) AS location
       FROM registry.registered_model m
       LEFT JOIN LATERAL (
         SELECT * FROM registry.model_version
         WHERE name = m.name AND current_stage <> '${DELETED}' AND ${condition}
         ORDER BY version DESC LIMIT 1
       ) v ON true
       WHERE m.name = $1`,
      [name, value],
    );
    if (found === undefined) throw noModel(name);
    if (found.version === null) throw missing(uri);
    return {
      version: found.version,
      runId: found.run_id,
      location: found.location ?? '',
      isPrompt: marksPrompt(found.tags),
    };
  }
}

function conditionOf({
  version,
  stage,
  alias,
}: Parameters<SourceLookup['registered']>[0]): [string, string] {
  if (version !== undefined) return ['version = $2::text::bigint', version];
  if (alias !== undefined && !isLatest(alias)) {
    const named = 'SELECT a.version FROM registry.model_alias a WHERE a.name = m.name';
    return [`version = (${named} AND a.alias = $2::text)`, alias];
  }
  if (stage !== undefined) return ['current_stage = $2::text', canonicalStage(stage)];
  return ['$2::text IS NOT NULL', ''];
}

function missing({ name, version, stage, alias }: Parameters<SourceLookup['registered']>[0]) {
  if (version !== undefined) return noVersion(name, version);
  if (alias !== undefined) return invalidParameter(`Registered model alias ${alias} not found.`);
  const which = stage === undefined ? '' : ` and stage '${stage}'`;
  return doesNotExist(`No versions of model with name '${name}'${which} found`);
}
