import type { Migration } from '@headroom/storage';

export const SERVING_MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_predictions',
    up: `
      create schema if not exists serving;

      -- Append-only: the first prediction of an id stands.
      create table serving.prediction (
        prediction_id text primary key,
        service_id text not null,
        cluster_id text not null,
        bucket_end timestamptz not null,
        horizon_ms int not null,
        prediction float8 not null,
        provisional boolean not null,
        model_name text not null,
        model_version text not null,
        model_sha256 text not null,
        definition_hash text not null,
        arrival_partition int not null,
        arrival_offset bigint not null,
        cluster_window_end timestamptz,
        cluster_window_version bigint,
        computed_at timestamptz not null
      );
      create index prediction_by_service on serving.prediction (service_id, bucket_end);

      -- Every service that a vector was seen of; "C", so that all sides agree on the order.
      create table serving.service (service_id text collate "C" primary key);`,
    down: 'drop schema serving cascade;',
  },
  {
    id: '0002_shadow_predictions',
    up: `
      -- What challengers would have said: never an answer.
      create table serving.shadow_prediction (like serving.prediction including all);`,
    down: 'drop table serving.shadow_prediction;',
  },
  {
    id: '0003_recommendations',
    up: `
      -- What the scaling rule has learned of a service.
      create table serving.scaling (
        service_id text primary key,
        version bigint not null,
        scaling jsonb not null
      );

      -- Append-only: the first recommendation of an id stands.
      create table serving.recommendation (
        recommendation_id text primary key,
        -- The vector that it followed from.
        cause_id text not null,
        service_id text not null,
        bucket_end timestamptz not null,
        provisional boolean not null,
        made jsonb not null
      );
      create index recommendation_by_cause on serving.recommendation (cause_id);
      create index recommendation_by_service on serving.recommendation (service_id, bucket_end);`,
    down: 'drop table serving.recommendation; drop table serving.scaling;',
  },
  {
    id: '0004_prediction_intervals',
    up: `
      alter table serving.prediction add column prediction_interval jsonb;
      alter table serving.shadow_prediction add column prediction_interval jsonb;`,
    down: `
      alter table serving.prediction drop column prediction_interval;
      alter table serving.shadow_prediction drop column prediction_interval;`,
  },
];
