import type { Migration } from '../postgres/migrate.ts';

/** Run with `migrate(db, 'leases', LEASE_MIGRATIONS)`, by every service that takes tasks. */
export const LEASE_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_task_lease',
    up: `
      create table task_lease (
        dag_id text,
        run_id text,
        task_id text,
        map_index int4,
        service text not null,
        try_number int4 not null,
        owner text not null,
        held_until timestamptz not null,
        finished boolean not null default false,
        command jsonb not null,
        traceparent text,
        primary key (dag_id, run_id, task_id, map_index)
      );
      create index task_lease_unfinished on task_lease (service, held_until) where not finished;`,
    down: 'drop table task_lease',
  },
];
