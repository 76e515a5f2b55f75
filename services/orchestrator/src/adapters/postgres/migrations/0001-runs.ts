import type { MigrationInterface, QueryRunner } from 'typeorm';

/** DAGs, runs, task instances with their tries and XComs, and the inbox of triggers. */
export class Runs1764000000001 implements MigrationInterface {
  readonly name = 'Runs1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orchestrator.dag (
        dag_id text not null,
        paused boolean not null,
        last_fire_at timestamptz(3),
        primary key (dag_id)
      );
      create table orchestrator.dag_run (
        dag_id text not null,
        run_id text not null,
        dag_version text not null,
        run_type text not null,
        triggered_by text not null,
        policy text not null,
        logical_date timestamptz(3),
        run_after timestamptz(3) not null,
        conf json not null,
        note text,
        as_of timestamptz(3),
        state text not null,
        queued_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        traceparent text,
        revision integer not null,
        primary key (dag_id, run_id),
        constraint dag_run_logical_date unique (dag_id, logical_date),
        constraint dag_run_type check (run_type in ('manual', 'scheduled', 'backfill')),
        constraint dag_run_triggered_by check (triggered_by in ('timetable', 'operator', 'rest_api')),
        constraint dag_run_policy check (policy in ('each', 'coalesce', 'latest')),
        constraint dag_run_state check (state in ('queued', 'running', 'success', 'failed'))
      );
      create unique index dag_run_running on orchestrator.dag_run (dag_id) where state = 'running';
      create index dag_run_order on orchestrator.dag_run (dag_id, run_after, queued_at);
      create table orchestrator.task_instance (
        dag_id text not null,
        run_id text not null,
        task_id text not null,
        map_index integer not null,
        state text not null,
        try_number integer not null,
        max_tries integer not null,
        due_at timestamptz(3),
        primary key (dag_id, run_id, task_id, map_index),
        constraint task_instance_run foreign key (dag_id, run_id) references orchestrator.dag_run on delete cascade,
        constraint task_instance_state check (state in ('none', 'scheduled', 'queued', 'running', 'success',
          'failed', 'up_for_retry', 'upstream_failed', 'skipped'))
      );
      create index task_instance_due on orchestrator.task_instance (due_at) where due_at is not null;
      create table orchestrator.task_try (
        dag_id text not null,
        run_id text not null,
        task_id text not null,
        map_index integer not null,
        try_number integer not null,
        state text not null,
        queued_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        host text,
        error json,
        log json not null,
        primary key (dag_id, run_id, task_id, map_index, try_number),
        constraint task_try_instance foreign key (dag_id, run_id, task_id, map_index)
          references orchestrator.task_instance on delete cascade,
        constraint task_try_state check (state in ('queued', 'running', 'success', 'failed'))
      );
      create table orchestrator.xcom (
        dag_id text not null,
        run_id text not null,
        task_id text not null,
        map_index integer not null,
        key text not null,
        value json,
        primary key (dag_id, run_id, task_id, map_index, key),
        constraint xcom_instance foreign key (dag_id, run_id, task_id, map_index)
          references orchestrator.task_instance on delete cascade
      );
      create table orchestrator.trigger_inbox (
        id text not null,
        dag_id text not null,
        outcome text not null,
        run_id text,
        error json,
        received_at timestamptz(3) not null default now(),
        primary key (id),
        constraint trigger_inbox_outcome check (outcome in ('created', 'joined', 'replaced', 'refused'))
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table orchestrator.trigger_inbox, orchestrator.xcom, orchestrator.task_try,
         orchestrator.task_instance, orchestrator.dag_run, orchestrator.dag;`,
    );
  }
}
