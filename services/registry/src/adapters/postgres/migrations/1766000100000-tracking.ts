import type { MigrationInterface, QueryRunner } from 'typeorm';

const PARTITIONS = 8;
const NOW_MS = '(extract(epoch from now()) * 1000)::bigint';

/**
 * Runs for large numbers. A run has a number besides its id, so that its millions of points are narrow; the points lie in
 * partitions, and nothing of them is read to list or search runs. Params and tags lie in the run's own row: one read, one
 * write, and an index finds an equal value. latest_metric repeats the experiment, so that one index serves "the best runs
 * of an experiment by this metric".
 */
export class Tracking1766000100000 implements MigrationInterface {
  name = 'Tracking1766000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE registry.experiment
        ADD COLUMN given_location text,
        ADD COLUMN artifact_location text NOT NULL
          GENERATED ALWAYS AS (coalesce(given_location, 'mlflow-artifacts:/' || experiment_id::text)) STORED,
        ADD COLUMN tags jsonb NOT NULL DEFAULT '{}';
      INSERT INTO registry.experiment (experiment_id, name, creation_time, last_update_time)
        OVERRIDING SYSTEM VALUE VALUES (0, 'Default', ${NOW_MS}, ${NOW_MS}) ON CONFLICT DO NOTHING;

      ALTER TABLE registry.run
        ADD COLUMN run_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        ADD COLUMN user_id text NOT NULL DEFAULT '',
        ADD COLUMN artifact_uri text,
        ADD COLUMN deleted_time bigint,
        ADD COLUMN params jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN tags jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN linked boolean NOT NULL DEFAULT false;
      UPDATE registry.run r SET
        artifact_uri = 'mlflow-artifacts:/' || experiment_id || '/' || run_id || '/artifacts',
        params = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM registry.run_param p WHERE p.run_id = r.run_id),
        tags = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM registry.run_tag t WHERE t.run_id = r.run_id);
      ALTER TABLE registry.run ALTER COLUMN artifact_uri SET NOT NULL;
      ALTER TABLE registry.run SET (fillfactor = 80);
      DROP TABLE registry.run_param, registry.run_tag;
      CREATE INDEX run_by_param ON registry.run USING gin (params jsonb_path_ops);
      CREATE INDEX run_by_tag ON registry.run USING gin (tags jsonb_path_ops);

      ALTER TABLE registry.metric RENAME TO old_metric;
      CREATE TABLE registry.metric (
        run_no bigint NOT NULL, key text COLLATE "C" NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        CONSTRAINT metric_point PRIMARY KEY (run_no, key, step, timestamp, value)
      ) PARTITION BY HASH (run_no);
      ${partitions((i) => `CREATE TABLE registry.metric_${i} PARTITION OF registry.metric FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${i});`)}
      INSERT INTO registry.metric
        SELECT run_no, key, step, timestamp, value FROM registry.old_metric JOIN registry.run USING (run_id);
      DROP TABLE registry.old_metric;

      ALTER TABLE registry.latest_metric RENAME TO old_latest_metric;
      CREATE TABLE registry.latest_metric (
        run_no bigint NOT NULL, key text COLLATE "C" NOT NULL, experiment_id bigint NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        CONSTRAINT latest_metric_of_run PRIMARY KEY (run_no, key)
      ) WITH (fillfactor = 80);
      INSERT INTO registry.latest_metric
        SELECT run_no, key, experiment_id, step, timestamp, value
        FROM registry.old_latest_metric JOIN registry.run USING (run_id);
      DROP TABLE registry.old_latest_metric;
      CREATE INDEX latest_metric_by_value ON registry.latest_metric (experiment_id, key, value);

      CREATE TABLE registry.dataset (
        dataset_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        experiment_id bigint NOT NULL REFERENCES registry.experiment,
        name text NOT NULL, digest text NOT NULL, source_type text NOT NULL, source text NOT NULL,
        schema text, profile text,
        UNIQUE (experiment_id, name, digest)
      );
      CREATE TABLE registry.run_dataset (
        run_no bigint NOT NULL, dataset_id bigint NOT NULL REFERENCES registry.dataset,
        tags jsonb NOT NULL,
        PRIMARY KEY (run_no, dataset_id)
      );
      CREATE INDEX run_dataset_by_dataset ON registry.run_dataset (dataset_id);
      CREATE TABLE registry.run_model (
        run_no bigint NOT NULL, direction text NOT NULL CHECK (direction IN ('input', 'output')),
        model_id text NOT NULL, step bigint NOT NULL,
        PRIMARY KEY (run_no, direction, model_id)
      );
      COMMENT ON COLUMN registry.run.linked IS
        'whether it has rows in run_dataset or run_model: most have none, and are then not looked up there';
      COMMENT ON COLUMN registry.run_dataset.tags IS 'key to value; mlflow.data.context says what the data was for';
      COMMENT ON TABLE registry.metric IS
        'no foreign key: a point is written by a statement that has just read its run, and removed with it';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE registry.run_model, registry.run_dataset, registry.dataset;
      ALTER TABLE registry.metric RENAME TO new_metric;
      ALTER TABLE registry.latest_metric RENAME TO new_latest_metric;
      CREATE TABLE registry.metric (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        PRIMARY KEY (run_id, key, step, timestamp, value)
      );
      INSERT INTO registry.metric
        SELECT run_id, key, step, timestamp, value FROM registry.new_metric JOIN registry.run USING (run_no);
      CREATE TABLE registry.latest_metric (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL,
        step bigint NOT NULL, timestamp bigint NOT NULL, value double precision NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      INSERT INTO registry.latest_metric
        SELECT run_id, key, step, timestamp, value FROM registry.new_latest_metric JOIN registry.run USING (run_no);
      DROP TABLE registry.new_metric, registry.new_latest_metric;
      CREATE INDEX latest_metric_by_value ON registry.latest_metric (key, value);
      CREATE TABLE registry.run_param (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL, value text NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      INSERT INTO registry.run_param SELECT run_id, key, value FROM registry.run, jsonb_each_text(params);
      CREATE INDEX run_param_by_value ON registry.run_param (key, value);
      CREATE TABLE registry.run_tag (
        run_id text NOT NULL REFERENCES registry.run, key text NOT NULL, value text NOT NULL,
        PRIMARY KEY (run_id, key)
      );
      INSERT INTO registry.run_tag SELECT run_id, key, value FROM registry.run, jsonb_each_text(tags);
      CREATE INDEX run_tag_by_value ON registry.run_tag (key, value);
      ALTER TABLE registry.run
        DROP COLUMN run_no, DROP COLUMN user_id, DROP COLUMN artifact_uri, DROP COLUMN deleted_time,
        DROP COLUMN params, DROP COLUMN tags, DROP COLUMN linked;
      ALTER TABLE registry.run RESET (fillfactor);
      DELETE FROM registry.experiment e WHERE experiment_id = 0
        AND NOT EXISTS (SELECT FROM registry.run r WHERE r.experiment_id = 0);
      ALTER TABLE registry.experiment
        DROP COLUMN artifact_location, DROP COLUMN given_location, DROP COLUMN tags;
    `);
  }
}

const partitions = (sql: (i: number) => string): string =>
  Array.from({ length: PARTITIONS }, (_, i) => sql(i)).join('\n      ');
