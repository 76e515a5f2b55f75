import type { Migration } from '@headroom/storage';

/** Backfills, times of knowledge, and rows of user-defined views. */
export const OFFLINE_MIGRATION: Migration = {
  id: '0003_admissions_and_view_rows',
  up: `
    -- A late record counts from where a backfill admitted it. used_offset and used_at: from where and when a record is
    -- used at all; null for a late one that is not.
    alter table features.raw_record
      add column ingested_at timestamptz not null default '-infinity',
      add column admitted_offset bigint,
      add column admitted_at timestamptz,
      add column used_offset bigint generated always as
        (case when late then admitted_offset else arrival_offset end) stored,
      add column used_at timestamptz generated always as
        (case when late then admitted_at else ingested_at end) stored;
    drop index features.raw_record_by_service;
    drop index features.raw_record_by_cluster;
    create index raw_record_by_service on features.raw_record (service_id, event_time)
      where used_offset is not null;
    create index raw_record_by_cluster on features.raw_record (cluster_id, event_time)
      where used_offset is not null;
    create index raw_record_not_used on features.raw_record (event_time) where used_offset is null;

    -- When the record that a version was made for came in.
    alter table features.cluster_window add column known_at timestamptz not null default '-infinity';

    -- An operator's act: late records of a range are sent again, to be used.
    create table features.backfill (
      backfill_id text primary key,
      author text not null,
      reason text not null,
      from_time timestamptz not null,
      to_time timestamptz not null,
      services text[],
      records bigint not null,
      requested_at timestamptz not null,
      sent_at timestamptz
    );

    -- Names and types of the values in rows; a view has one more when its schema changes.
    create table features.view_layout (
      layout_id text primary key,
      fields jsonb not null
    );

    -- Append-only: the first row of an entity and event time stands, offline as online. Times in microseconds. A body
    -- holds the values as JSON, one a line, in the order of its layout.
    create table features.view_row (
      view text collate "C" not null,
      entity text collate "C" not null,
      event_us bigint not null,
      arrival bigint generated always as identity,
      arrived_at timestamptz not null default clock_timestamp(),
      layout_id text not null,
      body text not null,
      primary key (view, entity, event_us)
    );
    create index view_row_by_arrival on features.view_row (view, arrival);

    -- What has been materialised online: rows up to this arrival with event time up to this one.
    create table features.view_materialized (
      view text primary key,
      arrival bigint not null,
      event_us bigint not null,
      at timestamptz not null
    );`,
  down: `
    drop table features.view_materialized;
    drop table features.view_row;
    drop table features.view_layout;
    drop table features.backfill;
    alter table features.cluster_window drop column known_at;
    drop index features.raw_record_by_service;
    drop index features.raw_record_by_cluster;
    drop index features.raw_record_not_used;
    alter table features.raw_record drop column used_offset, drop column used_at,
      drop column admitted_offset, drop column admitted_at, drop column ingested_at;
    create index raw_record_by_service on features.raw_record (service_id, event_time) where not late;
    create index raw_record_by_cluster on features.raw_record (cluster_id, event_time) where not late;`,
};
