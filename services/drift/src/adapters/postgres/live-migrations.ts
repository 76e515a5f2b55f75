import type { Migration } from '@headroom/storage';

/** Times are epoch ms of event time. Predictions and levels are kept for two windows, the rest is made of them. */
export const LIVE_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_live_error',
    up: `
      create schema if not exists drift;

      create table drift.live_service (service_id text primary key, closed_until bigint not null);

      create table drift.live_level (
        service_id text not null, bucket_end bigint not null, level float8, revision bigint not null,
        primary key (service_id, bucket_end)
      );

      create table drift.live_prediction (
        service_id text not null, outcome_end bigint not null, model_name text not null, model_version text not null,
        bucket_end bigint not null, prediction float8 not null, revision bigint not null,
        primary key (service_id, outcome_end, model_name, model_version)
      );

      create table drift.live_model (
        alias text primary key, model_name text not null, model_version text not null, test_relative_mae float8
      );

      create table drift.live_hour (
        model_name text not null, model_version text not null, service_id text not null, hour bigint not null,
        rows int not null, error float8 not null, persistence_error float8 not null, newest bigint not null,
        primary key (model_name, model_version, service_id, hour)
      );

      -- service_id '': all services together.
      create table drift.live_error (
        model_name text not null, model_version text not null, service_id text not null, judgement jsonb not null,
        primary key (model_name, model_version, service_id)
      );`,
    down: 'drop schema drift cascade;',
  },
];
