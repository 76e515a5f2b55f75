import type { Migration } from '@headroom/storage';
import { OFFLINE_MIGRATION } from './offline-migration.ts';

export const FEATURES_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_offline_store',
    up: `
      create schema if not exists features;

      -- One row: the cadence that everything here was computed with.
      create table features.stack (
        only_row boolean primary key default true check (only_row),
        cadence_ms int not null
      );

      -- Append-only: the first arrival of a raw_id stands, with its late flag.
      create table features.raw_record (
        raw_id text primary key,
        service_id text not null,
        cluster_id text not null,
        source text not null,
        clock text not null,
        event_time timestamptz not null,
        arrival_partition int not null,
        arrival_offset bigint not null,
        late boolean not null,
        cpu_utilization float8,
        memory_utilization float8,
        network_io_mbps float8,
        disk_io_mbps float8,
        request_rate float8,
        latency_p95_ms float8,
        error_rate float8,
        instance_count float8,
        scaling_event text not null
      );
      create index raw_record_by_service on features.raw_record (service_id, event_time) where not late;
      create index raw_record_by_cluster on features.raw_record (cluster_id, event_time) where not late;

      create table features.refused_record (
        raw_id text primary key,
        source text not null,
        arrival_partition int not null,
        arrival_offset bigint not null
      );
      create index refused_record_by_source on features.refused_record (source);

      -- "Now" of every source, and how many rows of it are stored.
      create table features.source_clock (
        source text primary key,
        newest timestamptz not null,
        rows bigint not null
      );
      create table features.service_source (
        source text not null,
        service_id text not null,
        primary key (source, service_id)
      );

      -- Windows are never closed: a change appends a version, the offset of its cause in workload.by-cluster.v1.
      create table features.cluster_window (
        cluster_id text not null,
        window_end timestamptz not null,
        version bigint not null,
        cluster_cpu_mean float8,
        cluster_cpu_max float8,
        cluster_mem_mean float8,
        cluster_req_sum float8,
        cluster_service_count int not null,
        primary key (cluster_id, window_end, version)
      );`,
    down: 'drop schema features cascade;',
  },
  {
    id: '0002_late_rows_of_a_source',
    up: 'alter table features.source_clock add column late bigint not null default 0;',
    down: 'alter table features.source_clock drop column late;',
  },
  OFFLINE_MIGRATION,
];
