import {
  ttlOf,
  type Definitions,
  type Entity,
  type Field,
  type Source,
} from '@headroom/feature-definitions';
import type { FeastRegistry, FeastSource, FeastView } from './registry-proto.ts';
import { sourceFromFeast } from './source-from-feast.ts';
import { valueTypeOf } from './value-types.ts';

/** What could not be taken over, whole or in part, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export interface FromFeast {
  readonly definitions: Definitions;
  readonly leftOut: readonly LeftOut[];
}

/** Feast's stand-in for the entity of views that have none. */
const NO_ENTITY = '__dummy';

/** One project of a registry in our words. Python code is not run here: it is named as left out. */
export function fromFeast(registry: FeastRegistry): FromFeast {
  const leftOut: LeftOut[] = [];
  const views = [...registry.feature_views, ...registry.stream_feature_views].map(
    ({ spec }) => spec,
  );
  const feature_views = views.flatMap((view) => viewFromFeast(view, leftOut));
  const kept = new Map(
    feature_views.map(({ name, schema }) => [name, new Set(schema.map((field) => field.name))]),
  );

  for (const { spec } of registry.on_demand_feature_views) {
    leftOut.push({
      name: spec.name,
      reason: `an on-demand view${pythonOf(spec)}; write its function in TypeScript and apply it`,
    });
  }
  for (const { spec } of registry.label_views) {
    leftOut.push({ name: spec.name, reason: 'a label view; define a feature view and push to it' });
  }
  return {
    leftOut,
    definitions: {
      entities: registry.entities
        .filter(({ spec }) => spec.name !== NO_ENTITY)
        .map(({ spec }) => entityFromFeast(spec, views)),
      sources: sourcesFromFeast(registry.data_sources, views, leftOut),
      feature_views,
      on_demand_views: [],
      feature_services: registry.feature_services.flatMap(({ spec }) =>
        serviceFromFeast(spec, kept, leftOut),
      ),
    },
  };
}

type FeastFeature = FeastView['features'][number];

const fieldOf = ({ name, value_type, description, tags }: FeastFeature): Field | null => {
  const type = valueTypeOf(value_type);
  if (type === null) return null;
  return {
    name,
    type,
    ...(description === '' ? {} : { description }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
};

/** The type of a join key stands in the views that use it where the entity does not tell it. */
function entityFromFeast(
  {
    name,
    value_type,
    join_key,
    description,
    owner,
    tags,
  }: FeastRegistry['entities'][number]['spec'],
  views: readonly FeastView[],
): Entity {
  const key = join_key === '' ? name : join_key;
  const column = views
    .filter(({ entities }) => entities.includes(name))
    .flatMap(({ entity_columns }) => entity_columns)
    .find((candidate) => candidate.name === key);
  const type = valueTypeOf(value_type) ?? valueTypeOf(column?.value_type ?? 0) ?? 'string';
  return { name, join_keys: [{ name: key, type }], description, owner, tags };
}

function viewFromFeast(
  view: FeastView,
  leftOut: LeftOut[],
): Definitions['feature_views'][number][] {
  const { name, entities, features, ttl, online, description, owner, tags } = view;
  const source = (view.stream_source ?? view.batch_source)?.name;
  const schema = features.flatMap((feature) => fieldOf(feature) ?? []);
  const unknown = features.filter((feature) => fieldOf(feature) === null);
  const types = `${unknown.map((feature) => feature.name).join(', ')} have types that are not supported`;
  if (source === undefined || schema.length === 0) {
    const problem = source === undefined ? 'it has no source' : types;
    leftOut.push({ name, reason: `a feature view: ${problem}` });
    return [];
  }
  if (unknown.length > 0) leftOut.push({ name, reason: `features of a view: ${types}` });
  const python = pythonOf(view);
  if (python !== '')
    leftOut.push({ name, reason: `the transformation of a feature view${python}` });
  const seconds = (ttl?.seconds ?? 0) + (ttl?.nanos ?? 0) / 1e9;
  return [
    {
      name,
      entities: entities.filter((entity) => entity !== NO_ENTITY),
      schema,
      source,
      // In Feast, 0 is none.
      ttl: ttlOf(Math.round(seconds * 1000)),
      ttl_clock: 'wall',
      online,
      description,
      owner,
      tags,
    },
  ];
}

function sourcesFromFeast(
  listed: readonly FeastSource[],
  views: readonly FeastView[],
  leftOut: LeftOut[],
): Source[] {
  const used = views.flatMap((view) => [view.batch_source ?? [], view.stream_source ?? []].flat());
  const all = [...listed, ...used].flatMap((one) => [one.batch_source ?? [], one].flat());
  const byName = new Map(all.map((one) => [one.name, one]));
  return [...byName.values()].flatMap((one) => sourceFromFeast(one, leftOut) ?? []);
}

function serviceFromFeast(
  { name, features, description, owner, tags }: FeastRegistry['feature_services'][number]['spec'],
  kept: ReadonlyMap<string, ReadonlySet<string>>,
  leftOut: LeftOut[],
): Definitions['feature_services'][number][] {
  const without = (what: string) =>
    leftOut.push({ name, reason: `a feature service without ${what}, left out too` });
  const taken = features.flatMap((projection) => {
    const view = projection.feature_view_name;
    const known = kept.get(view);
    if (known === undefined) without(view);
    const names = projection.feature_columns.map((column) => column.name);
    if (known !== undefined) {
      for (const one of names) if (!known.has(one)) without(`${view}:${one}`);
    }
    const columns = names.filter((one) => known?.has(one) === true);
    return columns.length === 0 ? [] : [{ ...projection, columns }];
  });
  if (taken.length === 0) return [];
  return [
    {
      name,
      features: taken.map((projection) => ({
        view: projection.feature_view_name,
        features: projection.columns,
        ...(projection.feature_view_name_alias === ''
          ? {}
          : { alias: projection.feature_view_name_alias }),
        ...(Object.keys(projection.join_key_map).length === 0
          ? {}
          : { join_key_map: projection.join_key_map }),
      })),
      description,
      owner,
      tags,
    },
  ];
}

/** The Python function of a definition, in brackets; nothing where there is none. */
function pythonOf({
  user_defined_function,
  feature_transformation,
}: Pick<FeastView, 'user_defined_function' | 'feature_transformation'>): string {
  const name = user_defined_function?.name ?? feature_transformation?.user_defined_function?.name;
  return name === undefined ? '' : ` (Python function ${name})`;
}
