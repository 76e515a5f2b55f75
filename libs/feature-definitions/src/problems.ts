import type { Definitions } from './definitions.ts';
import { DEFINITION_KINDS } from './definitions.ts';
import type { Field } from './field.ts';
import type { ViewProjection } from './projection.ts';

/** Column names that every row has beside its features. */
const RESERVED = ['event_timestamp', 'created_timestamp'];

/** What is wrong in a whole set: names given twice, references to nothing. Empty when it can be used. */
export function problemsOf(definitions: Definitions): string[] {
  return [
    ...DEFINITION_KINDS.flatMap((kind) =>
      repeated(definitions[kind]).map((name) => `${kind}: ${name} is defined twice; keep one`),
    ),
    ...viewNames(definitions),
    ...definitions.entities.flatMap(({ name, join_keys }) => fields(`entities.${name}`, join_keys)),
    ...definitions.sources.flatMap((source) =>
      'batch_source' in source && source.batch_source !== undefined
        ? unknown(`sources.${source.name}.batch_source`, source.batch_source, definitions.sources)
        : [],
    ),
    ...definitions.feature_views.flatMap((view) => viewProblems(view, definitions)),
    ...definitions.on_demand_views.flatMap((view) => onDemandProblems(view, definitions)),
    ...definitions.feature_services.flatMap(({ name, features }) =>
      features.flatMap((projection) =>
        projectionProblems(`feature_services.${name}.features`, projection, [
          ...definitions.feature_views,
          ...definitions.on_demand_views,
        ]),
      ),
    ),
  ];
}

/** A stored view and an on-demand one are asked for in the same way. */
function viewNames({ feature_views, on_demand_views }: Definitions): string[] {
  const stored = new Set(feature_views.map(({ name }) => name));
  return on_demand_views
    .filter(({ name }) => stored.has(name))
    .map(({ name }) => `on_demand_views: ${name} is a feature view's name too; rename one`);
}

function viewProblems(
  view: Definitions['feature_views'][number],
  { entities, sources }: Definitions,
): string[] {
  const at = `feature_views.${view.name}`;
  const keys = entities
    .filter(({ name }) => view.entities.includes(name))
    .flatMap((e) => e.join_keys);
  const names = new Set(keys.map(({ name }) => name));
  return [
    ...view.entities.flatMap((name) => unknown(`${at}.entities`, name, entities)),
    ...unknown(`${at}.source`, view.source, sources),
    ...fields(at, view.schema),
    ...repeated(keys).map(
      (name) => `${at}.entities: two of them have the join key ${name}; rename it in one`,
    ),
    ...view.schema
      .filter(({ name }) => names.has(name))
      .map(({ name }) => `${at}.schema: ${name} is a join key; leave it out of the schema`),
  ];
}

function onDemandProblems(
  view: Definitions['on_demand_views'][number],
  { feature_views }: Definitions,
): string[] {
  const at = `on_demand_views.${view.name}`;
  const inputs = view.inputs.flatMap(
    (input) =>
      input.features ??
      feature_views.find(({ name }) => name === input.view)?.schema.map(({ name }) => name) ??
      [],
  );
  const given = [...inputs, ...view.request.map(({ name }) => name)].map((name) => ({ name }));
  return [
    ...view.inputs.flatMap((input) => projectionProblems(`${at}.inputs`, input, feature_views)),
    ...(given.length === 0 ? [`${at}: it has no input; name a view or a request field`] : []),
    ...repeated(given).map(
      (name) => `${at}.inputs: ${name} comes from two of them; choose with \`features\``,
    ),
    ...fields(at, view.schema),
  ];
}

function projectionProblems(
  at: string,
  { view, features }: ViewProjection,
  views: readonly { readonly name: string; readonly schema: readonly Field[] }[],
): string[] {
  const known = views.find(({ name }) => name === view);
  if (known === undefined) return unknown(at, view, views);
  return (features ?? []).flatMap((name) => unknown(`${at} of ${view}`, name, known.schema));
}

function fields(at: string, all: readonly Field[]): string[] {
  return [
    ...(all.length === 0 ? [`${at}: it has no field; give at least one`] : []),
    ...repeated(all).map((name) => `${at}: the field ${name} is there twice; keep one`),
    ...all
      .filter(({ name }) => RESERVED.includes(name))
      .map(
        ({ name }) => `${at}: ${name} is the name of a column that every row has; choose another`,
      ),
  ];
}

function unknown(at: string, name: string, known: readonly { readonly name: string }[]): string[] {
  if (known.some((one) => one.name === name)) return [];
  const names = known.slice(0, 20).map((one) => one.name);
  const fix = names.length === 0 ? 'define it' : `define it or use one of ${names.join(', ')}`;
  return [`${at}: there is no ${name}; ${fix}`];
}

function repeated(all: readonly { readonly name: string }[]): string[] {
  const seen = new Set<string>();
  return all.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name));
}
