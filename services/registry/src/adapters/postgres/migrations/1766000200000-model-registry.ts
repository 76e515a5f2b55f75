import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What MLflow's clients keep of registered models and versions beside what pipelines register, who moved an alias, and
 * the artifacts: a row a file, so that lists need no walk over the store and a file is there whole or not at all.
 */
export class ModelRegistry1766000200000 implements MigrationInterface {
  name = 'ModelRegistry1766000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE registry.registered_model
        ADD COLUMN last_updated_time bigint,
        ADD COLUMN description text,
        ADD COLUMN tags jsonb NOT NULL DEFAULT '{}';
      UPDATE registry.registered_model SET last_updated_time = creation_time;
      ALTER TABLE registry.registered_model ALTER COLUMN last_updated_time SET NOT NULL;
      CREATE INDEX registered_model_by_tag ON registry.registered_model USING gin (tags jsonb_path_ops);

      ALTER TABLE registry.model_version
        ALTER COLUMN run_id DROP NOT NULL,
        ALTER COLUMN algorithm DROP NOT NULL,
        ALTER COLUMN bundle DROP NOT NULL,
        ADD COLUMN last_updated_time bigint,
        ADD COLUMN description text,
        ADD COLUMN user_id text,
        ADD COLUMN current_stage text NOT NULL DEFAULT 'None',
        ADD COLUMN source text,
        ADD COLUMN storage_location text,
        ADD COLUMN run_link text,
        ADD COLUMN tags jsonb NOT NULL DEFAULT '{}',
        DROP CONSTRAINT model_version_name_run_id_key,
        DROP CONSTRAINT model_version_name_fkey,
        ADD FOREIGN KEY (name) REFERENCES registry.registered_model ON UPDATE CASCADE ON DELETE CASCADE;
      UPDATE registry.model_version
        SET last_updated_time = creation_time, source = 'runs:/' || run_id || '/model';
      ALTER TABLE registry.model_version ALTER COLUMN last_updated_time SET NOT NULL;
      CREATE INDEX model_version_by_run ON registry.model_version (run_id, name);
      CREATE INDEX model_version_by_update ON registry.model_version (last_updated_time DESC, name, version DESC);
      CREATE INDEX model_version_by_tag ON registry.model_version USING gin (tags jsonb_path_ops);
      COMMENT ON COLUMN registry.model_version.bundle IS 'null: not a model that Headroom serves';
      COMMENT ON COLUMN registry.model_version.current_stage IS 'Deleted_Internal: its number is kept from being used again';

      ALTER TABLE registry.model_alias
        DROP CONSTRAINT model_alias_name_version_fkey,
        ADD FOREIGN KEY (name, version) REFERENCES registry.model_version ON UPDATE CASCADE ON DELETE CASCADE;
      CREATE INDEX model_alias_by_version ON registry.model_alias (name, version);
      ALTER TABLE registry.alias_history ADD COLUMN changed_by text NOT NULL DEFAULT 'pipeline';
      ALTER TABLE registry.alias_history ALTER COLUMN changed_by DROP DEFAULT;
      CREATE INDEX alias_history_by_model ON registry.alias_history (name, alias, id);

      CREATE TABLE registry.artifact (
        path text COLLATE "C" PRIMARY KEY,
        object_key text NOT NULL,
        bytes bigint NOT NULL,
        sha256 text NOT NULL,
        modified_at bigint NOT NULL
      );
      CREATE INDEX artifact_by_object ON registry.artifact (object_key);
      DROP TABLE registry.run_artifact;
      CREATE TABLE registry.garbage (
        kind text NOT NULL, id text NOT NULL, marked_at bigint NOT NULL,
        PRIMARY KEY (kind, id)
      );
      COMMENT ON TABLE registry.garbage IS 'found unused, to be removed after the grace period if still unused';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE registry.run_artifact (
        run_id text NOT NULL REFERENCES registry.run, path text NOT NULL, uri text NOT NULL,
        PRIMARY KEY (run_id, path)
      );
      DROP TABLE registry.garbage, registry.artifact;
      DROP INDEX registry.alias_history_by_model, registry.model_alias_by_version,
        registry.model_version_by_tag, registry.model_version_by_update, registry.model_version_by_run,
        registry.registered_model_by_tag;
      ALTER TABLE registry.alias_history DROP COLUMN changed_by;
      DELETE FROM registry.model_version WHERE bundle IS NULL OR run_id IS NULL;
      DELETE FROM registry.model_version v USING registry.model_version o
        WHERE v.name = o.name AND v.run_id = o.run_id AND v.version > o.version;
      ALTER TABLE registry.model_alias
        DROP CONSTRAINT model_alias_name_version_fkey,
        ADD FOREIGN KEY (name, version) REFERENCES registry.model_version;
      ALTER TABLE registry.model_version
        DROP CONSTRAINT model_version_name_fkey,
        ADD FOREIGN KEY (name) REFERENCES registry.registered_model,
        ADD UNIQUE (name, run_id),
        ALTER COLUMN run_id SET NOT NULL,
        ALTER COLUMN algorithm SET NOT NULL,
        ALTER COLUMN bundle SET NOT NULL,
        DROP COLUMN last_updated_time, DROP COLUMN description, DROP COLUMN user_id,
        DROP COLUMN current_stage, DROP COLUMN source, DROP COLUMN storage_location,
        DROP COLUMN run_link, DROP COLUMN tags;
      ALTER TABLE registry.registered_model
        DROP COLUMN last_updated_time, DROP COLUMN description, DROP COLUMN tags;
    `);
  }
}
