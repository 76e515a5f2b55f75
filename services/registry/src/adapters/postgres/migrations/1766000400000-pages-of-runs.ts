import type { MigrationInterface, QueryRunner } from 'typeorm';

const ORDER = 'experiment_id, start_time DESC, run_id';

/** A page far down an experiment's list: the runs before it are passed over within the index, which says all that is asked of them. */
export class PagesOfRuns1766000400000 implements MigrationInterface {
  name = 'PagesOfRuns1766000400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX registry.run_by_experiment;
      CREATE INDEX run_by_experiment ON registry.run (${ORDER}) INCLUDE (run_no, lifecycle_stage);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX registry.run_by_experiment;
      CREATE INDEX run_by_experiment ON registry.run (${ORDER});
    `);
  }
}
