import type { MigrationInterface, QueryRunner } from 'typeorm';

/** MLflow 3's logged models: what a run saved, before anyone registers it. */
export class LoggedModels1766000300000 implements MigrationInterface {
  name = 'LoggedModels1766000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE registry.logged_model (
        model_id text PRIMARY KEY,
        experiment_id bigint NOT NULL REFERENCES registry.experiment,
        name text NOT NULL,
        artifact_location text NOT NULL,
        creation_time bigint NOT NULL,
        last_updated_time bigint NOT NULL,
        status int NOT NULL DEFAULT 1,
        lifecycle_stage text NOT NULL DEFAULT 'active',
        model_type text,
        source_run_id text,
        status_message text,
        params jsonb NOT NULL DEFAULT '{}',
        tags jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX logged_model_by_experiment
        ON registry.logged_model (experiment_id, creation_time DESC, model_id);
      CREATE INDEX logged_model_by_run ON registry.logged_model (source_run_id);
      CREATE TABLE registry.logged_model_metric (
        model_id text NOT NULL REFERENCES registry.logged_model ON DELETE CASCADE,
        key text NOT NULL,
        timestamp bigint NOT NULL,
        step bigint NOT NULL,
        run_id text NOT NULL,
        value double precision NOT NULL,
        dataset_name text,
        dataset_digest text,
        PRIMARY KEY (model_id, key, timestamp, step, run_id)
      );
      CREATE INDEX logged_model_metric_by_value ON registry.logged_model_metric (key, value);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registry.logged_model_metric, registry.logged_model;');
  }
}
