import type { Definitions, Entity, Source } from '@headroom/feature-definitions';
import type { LeftOut } from './from-feast.ts';
import { call, notesOf, str, variable } from './python.ts';
import { FIELD_TYPES, joinKeyType } from './python-fields.ts';
import { pythonSource } from './python-sources.ts';
import { pythonOnDemandView, pythonService, pythonView } from './python-views.ts';

export interface FeastTarget {
  readonly cadenceMs: number;
  readonly kafkaBrokers: string;
}

export interface FeastRepository {
  readonly definitionsPy: string;
  readonly leftOut: readonly LeftOut[];
}

const IMPORTS = `"""Written by \`headroom features export-feast\`."""

from datetime import timedelta

from feast import (
    Entity,
    FeatureService,
    FeatureView,
    Field,
    FileSource,
    KafkaSource,
    PushSource,
    RequestSource,
    ValueType,
)
from feast.data_format import JsonFormat
from feast.on_demand_feature_view import on_demand_feature_view
from feast.types import ${FIELD_TYPES.join(', ')}
`;

const POSTGRES_IMPORT = `from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import (
    PostgreSQLSource,
)
`;

/** Definitions as a Python module of a Feast repository. Functions in JavaScript stay behind: they are named. */
export function toFeast(definitions: Definitions, target: FeastTarget): FeastRepository {
  const leftOut: LeftOut[] = [];
  const { entities, sources, feature_views, on_demand_views, feature_services } = definitions;
  const onDemand = on_demand_views.flatMap((view) => {
    if (view.python !== undefined) return [pythonOnDemandView(view, view.python)];
    leftOut.push({
      name: view.name,
      reason: 'an on-demand view whose function is JavaScript alone; give its `python` too',
    });
    return [];
  });
  const behind = new Set(leftOut.map(({ name }) => name));
  const services = feature_services.flatMap((service) => {
    const kept = service.features.filter(({ view }) => !behind.has(view));
    for (const { view } of service.features) {
      if (!behind.has(view)) continue;
      leftOut.push({
        name: service.name,
        reason: `a feature service without ${view}, left out too`,
      });
    }
    return kept.length === 0 ? [] : [pythonService({ ...service, features: kept })];
  });
  const variables = new Map(entities.map((entity) => [entity.name, entityVariables(entity)]));
  const parts = [
    ...entities.map(pythonEntity),
    ...batchFirst(sources).map((source) => pythonSource(source, target.kafkaBrokers)),
    ...feature_views.map((view) =>
      pythonView(
        view,
        view.entities.flatMap((name) => variables.get(name) ?? []),
        target.cadenceMs,
      ),
    ),
    ...onDemand,
    ...services,
  ];
  const isPostgres = sources.some(({ kind }) => kind === 'postgres');
  const head = isPostgres ? IMPORTS + POSTGRES_IMPORT : IMPORTS;
  return { definitionsPy: [head, ...parts].join('\n'), leftOut };
}

/** Feast's entities have one key each: a composite one becomes as many. */
const keyNames = ({ name, join_keys }: Entity): string[] =>
  join_keys.length === 1 ? [name] : join_keys.map((key) => `${name}_${key.name}`);

const entityVariables = (entity: Entity): string[] =>
  keyNames(entity).map((name) => variable('entity', name));

const pythonEntity = (entity: Entity): string =>
  keyNames(entity)
    .map((name, i) => {
      const key = entity.join_keys[i];
      return `${variable('entity', name)} = ${call('Entity', {
        name: str(name),
        join_keys: key === undefined ? null : `[${str(key.name)}]`,
        value_type: key === undefined ? null : joinKeyType(key),
        ...notesOf(entity),
      })}\n`;
    })
    .join('\n');

/** Python reads from top to bottom. */
const batchFirst = (sources: readonly Source[]): readonly Source[] =>
  sources.toSorted((a, b) => Number('batch_source' in a) - Number('batch_source' in b));
