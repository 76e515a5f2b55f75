import type { Migration } from '../postgres/migrate.ts';

/** Run with `migrate(db, 'outbox', OUTBOX_MIGRATIONS)`. */
export const OUTBOX_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_outbox',
    up: `
      create table outbox (
        outbox text,
        id int8 generated always as identity,
        topic text not null,
        key text not null,
        headers jsonb not null,
        body bytea not null,
        primary key (outbox, id)
      );`,
    down: 'drop table outbox',
  },
];
