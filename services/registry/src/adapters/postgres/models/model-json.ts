import { DELETED } from '../../../domain/models/stage.ts';

/** Messages of MLflow's protocol as SQL expressions: nulls go with json_strip_nulls, as protobuf leaves them out. */
const tags = (row: string) =>
  `(SELECT json_agg(json_build_object('key', key, 'value', value) ORDER BY key) FROM jsonb_each_text(${row}.tags))`;

/** The names that the version `row` carries. */
const aliasNames = (row: string) =>
  `(SELECT json_agg(alias ORDER BY alias) FROM registry.model_alias WHERE name = ${row}.name AND version = ${row}.version)`;

/** A ModelVersion; lists of them tell no aliases. */
export const versionJson = (row: string, withAliases = true): string => `json_build_object(
  'name', ${row}.name, 'version', ${row}.version::text, 'creation_timestamp', ${row}.creation_time,
  'last_updated_timestamp', ${row}.last_updated_time, 'user_id', ${row}.user_id,
  'current_stage', ${row}.current_stage, 'description', ${row}.description, 'source', ${row}.source,
  'run_id', ${row}.run_id, 'status', 'READY', 'tags', ${tags(row)}, 'run_link', coalesce(${row}.run_link, ''),
  'aliases', ${withAliases ? aliasNames(row) : 'NULL'})`;

/** The newest version of each stage of the model `name`. */
export const latestVersions = (name: string): string =>
  `(SELECT DISTINCT ON (current_stage) * FROM registry.model_version
    WHERE name = ${name} AND current_stage <> '${DELETED}' ORDER BY current_stage, version DESC)`;

/** A RegisteredModel. */
export const modelJson = (row: string): string => `json_build_object(
  'name', ${row}.name, 'creation_timestamp', ${row}.creation_time,
  'last_updated_timestamp', ${row}.last_updated_time, 'description', nullif(${row}.description, ''),
  'latest_versions', (SELECT json_agg(${versionJson('v', false)} ORDER BY v.version) FROM ${latestVersions(`${row}.name`)} v),
  'tags', ${tags(row)},
  'aliases', (SELECT json_agg(json_build_object('alias', alias, 'version', version::text) ORDER BY alias)
              FROM registry.model_alias WHERE name = ${row}.name))`;

/** A response that holds one message. */
export const response = (field: string, message: string): string =>
  `json_strip_nulls(json_build_object('${field}', ${message}))::text AS body`;
