import type { Migration } from '@headroom/storage';

/** Run with `migrate(db, 'generation', …)`. */
export const GENERATION_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_process',
    up: `
      create schema if not exists generation;
      create table generation.process (
        source text primary key,
        config jsonb not null,
        state jsonb not null,
        saved bigint not null generated always as identity
      );
      create table generation.live (
        only_row boolean primary key default true check (only_row),
        source text not null references generation.process,
        speed double precision not null
      );`,
    down: 'drop table generation.live; drop table generation.process; drop schema generation;',
  },
];
