import type { Migration } from '@headroom/storage';

export const DEFINITION_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_definitions',
    up: `
      create schema feature_registry;

      -- Append-only. A body is kept as text: as it was hashed.
      create table feature_registry.definition (
        kind text not null,
        name text not null,
        version int not null,
        content_hash text not null,
        built_in boolean not null,
        author text not null,
        created_at timestamptz not null default now(),
        body text not null,
        primary key (kind, name, version)
      );

      -- Append-only: the newest one is in force. Its number is the one after the set it was made from, so of two that
      -- were made from one set the second is refused.
      create table feature_registry.definition_set (
        version int primary key,
        content_hash text not null,
        author text not null,
        created_at timestamptz not null default now()
      );
      create table feature_registry.set_member (
        set_version int not null references feature_registry.definition_set,
        kind text not null,
        name text not null,
        version int not null,
        primary key (set_version, kind, name),
        foreign key (kind, name, version) references feature_registry.definition
      );`,
    down: 'drop schema feature_registry cascade;',
  },
];
