import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Latest metrics stand apart from their history, so that listing runs never joins it; params and tags are keyed by run
 * first and indexed by (key, value) for search.
 */
export class CreateRegistry1735689600000 implements MigrationInterface {
  name = 'CreateRegistry1735689600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE registry.experiment (
        experiment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL UNIQUE,
        lifecycle_stage text NOT NULL DEFAULT 'active',
        creation_time bigint NOT NULL,
        last_update_time bigint NOT NULL
      );
      CREATE TABLE registry.run (
        run_id text PRIMARY KEY,
        experiment_id bigint NOT NULL REFERENCES registry.experiment,
        name text NOT NULL,
        status text NOT NULL,
        lifecycle_stage text NOT NULL DEFAULT 'active',
        start_time bigint NOT NULL,
        end_time bigint
      );
      CREATE INDEX run_by_experiment ON registry.run (experiment_id, start_time DESC, run_id);
      CREATE TABLE registry.run_param (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL, value text NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      CREATE INDEX run_param_by_value ON registry.run_param (key, value);
      CREATE TABLE registry.run_tag (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL, value text NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      CREATE INDEX run_tag_by_value ON registry.run_tag (key, value);
      CREATE TABLE registry.metric (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        PRIMARY KEY (run_id, key, step, timestamp, value)
      );
      CREATE TABLE registry.latest_metric (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      CREATE INDEX latest_metric_by_value ON registry.latest_metric (key, value);
      CREATE TABLE registry.run_artifact (
        run_id text NOT NULL REFERENCES registry.run, path text NOT NULL, uri text NOT NULL,
        PRIMARY KEY (run_id, path)
      );
      CREATE TABLE registry.registered_model (
        name text PRIMARY KEY,
        creation_time bigint NOT NULL,
        last_version int NOT NULL DEFAULT 0
      );
      CREATE TABLE registry.model_version (
        name text NOT NULL REFERENCES registry.registered_model,
        version int NOT NULL,
        run_id text NOT NULL,
        algorithm text NOT NULL,
        bundle jsonb NOT NULL,
        creation_time bigint NOT NULL,
        PRIMARY KEY (name, version),
        UNIQUE (name, run_id)
      );
      CREATE TABLE registry.model_alias (
        name text NOT NULL, alias text NOT NULL, version int NOT NULL,
        PRIMARY KEY (name, alias),
        FOREIGN KEY (name, version) REFERENCES registry.model_version
      );
      CREATE INDEX model_alias_by_alias ON registry.model_alias (alias);
      CREATE TABLE registry.alias_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL, alias text NOT NULL,
        version int,
        reason text NOT NULL,
        changed_at bigint NOT NULL
      );
      CREATE INDEX alias_history_by_alias ON registry.alias_history (alias, id);
      COMMENT ON COLUMN registry.alias_history.version IS 'null: the alias was taken away';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE registry.alias_history, registry.model_alias, registry.model_version,
        registry.registered_model, registry.run_artifact, registry.latest_metric, registry.metric,
        registry.run_tag, registry.run_param, registry.run, registry.experiment;
    `);
  }
}
