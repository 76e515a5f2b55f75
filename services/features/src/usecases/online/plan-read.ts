import {
  type DefinitionSet,
  type FeatureView,
  type Field,
  type OnDemandFeatureView,
  type ViewProjection,
} from '@headroom/feature-definitions';
import type { DefinitionsState } from '../../domain/definitions-in-force.ts';
import { engineTtlMs } from '../../domain/feature-status.ts';
import { FeastError, plainError } from '../../domain/online/feast-error.ts';
import { parseRef, refuseCollisions, type FeatureRef } from '../../domain/online/feature-refs.ts';
import { keyWriter } from '../../domain/online/key-writer.ts';
import { linesOf, rowLayout } from '../../domain/online/row-text.ts';
import { valueWriter } from '../../domain/online/value-text.ts';
import { engineIndices } from './engine-indices.ts';
import type {
  EnginePlan,
  InputPlan,
  KeyColumn,
  KeyType,
  OnDemandPlan,
  ReadPlan,
  RowsPlan,
} from './read-plan.ts';

/** The features that a request asks for. */
export interface Wanted {
  readonly features: readonly string[];
  /** Counts before the list. */
  readonly featureService: string | null;
  readonly fullNames: boolean;
}

export interface PlanContext {
  readonly state: DefinitionsState;
  readonly cadenceMs: number;
  /** The name that errors give to the whole of the definitions. */
  readonly project: string;
}

/** The fields of a view that a plan reads: those asked for, then further inputs of on-demand views. */
interface Selection {
  readonly projection: ViewProjection;
  readonly asked: string[];
  readonly inputs: string[];
}

/** @throws FeastError for names that are unknown, ambiguous or ill-formed */
export function planRead(wanted: Wanted, context: PlanContext): ReadPlan {
  const { set } = context.state;
  const projections = new Map<string, ViewProjection>();
  const refs = wanted.featureService === null ? listRefs(wanted.features) : serviceRefs();
  if (refs.length === 0) {
    throw plainError('No features specified for retrieval', 'give features, or a feature_service');
  }
  refuseCollisions(refs, wanted.fullNames);

  const stored = new Map<string, Selection>();
  const onDemand = new Map<string, Selection>();
  for (const { view: name, feature } of refs) select(name, feature);
  const storedPlans = [...stored].map(([name, selection]) => storedPlan(context, name, selection));
  const places = new Map([...stored.keys()].map((name, i) => [name, i]));
  const views = [
    ...storedPlans,
    ...[...onDemand].map(([name, selection]) =>
      onDemandPlan(context, name, selection, { places, plans: storedPlans }),
    ),
  ];
  const names = views.flatMap(({ name, asked, fields }) =>
    fields
      .slice(0, asked)
      .map((field) => (wanted.fullNames ? `${name}__${field.name}` : field.name)),
  );
  return {
    views,
    keys: keyWriters(set, storedPlans),
    requestColumns: [
      ...new Set(
        views.flatMap((view) =>
          view.kind === 'on_demand'
            ? view.inputs.flatMap((input) => ('column' in input ? [input.column] : []))
            : [],
        ),
      ),
    ],
    names,
    namesText: names.map((name) => JSON.stringify(name)).join(','),
    versions: [...stored].map(([name, { projection }]) => {
      const version = context.state.versionOf('feature_views', projection.view) - 1;
      return version > 0 ? { name, version } : { name };
    }),
  };

  function listRefs(features: readonly string[]): FeatureRef[] {
    return features.map(parseRef);
  }

  function serviceRefs(): FeatureRef[] {
    const name = wanted.featureService ?? '';
    const service = set.featureService(name);
    if (service === undefined) throw notFound('FeatureService', 'Feature service', name, context);
    return service.features.flatMap((projection) => {
      const view = projection.alias ?? projection.view;
      projections.set(view, projection);
      const known = set.view(projection.view) ?? set.onDemandView(projection.view);
      const features = projection.features ?? known?.schema.map((field) => field.name) ?? [];
      return features.map((feature) => ({ view, feature }));
    });
  }

  function select(name: string, feature: string): void {
    const projection = projections.get(name) ?? { view: name };
    const demanded = set.onDemandView(projection.view);
    const view = demanded ?? set.view(projection.view);
    if (view === undefined) throw notFound('FeatureView', 'Feature view', name, context);
    if (!view.schema.some((field) => field.name === feature)) {
      throw plainError(
        `'Feature ${feature} not found in projection ${name}'`,
        `feature view ${name} has no feature ${feature}; \`headroom features describe ${projection.view}\` shows what it has`,
      );
    }
    const selection = entry(demanded === undefined ? stored : onDemand, name, projection);
    selection.asked.push(feature);
    if (demanded !== undefined && demanded.engine === undefined) selectInputs(demanded);
  }

  function selectInputs({ inputs }: OnDemandFeatureView): void {
    for (const input of inputs) {
      entry(stored, input.view, input).inputs.push(...inputFeatures(set, input));
    }
  }
}

function entry(
  selections: Map<string, Selection>,
  name: string,
  projection: ViewProjection,
): Selection {
  const known = selections.get(name);
  if (known !== undefined) return known;
  const made: Selection = { projection, asked: [], inputs: [] };
  selections.set(name, made);
  return made;
}

const inputFeatures = (set: DefinitionSet, { view, features }: ViewProjection): string[] =>
  features ?? set.view(view)?.schema.map(({ name }) => name) ?? [];

const notFound = (kind: string, noun: string, name: string, { project }: PlanContext): FeastError =>
  new FeastError(
    404,
    `${kind}NotFoundException`,
    `${noun} ${name} does not exist in project ${project}`,
  );

function fieldsOf(schema: readonly Field[], { asked, inputs }: Selection): Field[] {
  const names = new Set([...asked, ...inputs]);
  return [...names].flatMap((name) => schema.find((field) => field.name === name) ?? []);
}

function storedPlan(
  { state: { set }, cadenceMs }: PlanContext,
  name: string,
  selection: Selection,
): RowsPlan | EnginePlan {
  const view = viewOf(set, selection.projection.view);
  const fields = fieldsOf(view.schema, selection);
  const keys = set.joinKeys(view).map((field): KeyColumn => ({
    column: selection.projection.join_key_map?.[field.name] ?? field.name,
    field,
  }));
  const shared = {
    name,
    asked: selection.asked.length,
    fields,
    ttlMs: engineTtlMs(view, cadenceMs),
  };
  const [key] = keys;
  if (view.engine !== undefined && key !== undefined) {
    return { ...shared, kind: view.engine, key, indices: engineIndices(view.engine, fields) };
  }
  const layout = rowLayout(view.schema);
  return {
    ...shared,
    kind: 'rows',
    view: view.name,
    keys,
    ttlMs: shared.ttlMs === 0 ? Infinity : shared.ttlMs,
    ttlClock: view.ttl_clock,
    layoutId: layout.id,
    lines: linesOf(layout, fields),
  };
}

function viewOf(set: DefinitionSet, name: string): FeatureView {
  const view = set.view(name);
  if (view === undefined) throw new Error(`feature view ${name} left the set while it was planned`);
  return view;
}

function onDemandPlan(
  { state: { set } }: PlanContext,
  name: string,
  selection: Selection,
  stored: {
    readonly places: ReadonlyMap<string, number>;
    readonly plans: readonly (RowsPlan | EnginePlan)[];
  },
): OnDemandPlan | EnginePlan {
  const view = set.onDemandView(selection.projection.view);
  if (view === undefined)
    throw new Error(`on-demand view ${name} left the set while it was planned`);
  const fields = fieldsOf(view.schema, selection);
  const shared = { name, asked: selection.asked.length, fields };
  if (view.engine !== undefined) {
    const key: KeyColumn = { column: 'service_id', field: { name: 'service_id', type: 'string' } };
    const indices = engineIndices(view.engine, fields);
    return { ...shared, kind: view.engine, key, indices, ttlMs: Infinity };
  }
  const fromViews = view.inputs.flatMap((input) => {
    const place = stored.places.get(input.view) ?? -1;
    const known = stored.plans[place]?.fields ?? [];
    return inputFeatures(set, input).map((feature): InputPlan => {
      const at = known.findIndex((field) => field.name === feature);
      return { name: feature, type: known[at]?.type ?? 'string', view: place, field: at };
    });
  });
  const fromRequest = view.request.map(({ name: column, type }): InputPlan => ({
    name: column,
    type,
    column,
    write: valueWriter(type),
  }));
  return {
    ...shared,
    kind: 'on_demand',
    inputs: [...fromViews, ...fromRequest],
    source: view.compute,
  };
}

function keyWriters(
  set: DefinitionSet,
  plans: readonly (RowsPlan | EnginePlan)[],
): ReadPlan['keys'] {
  const all = set.definitions.entities.flatMap(({ join_keys }) => join_keys);
  const ofViews = plans.flatMap((plan) => (plan.kind === 'rows' ? plan.keys : [plan.key]));
  return new Map([
    ...all.map((field) => [field.name, keyType(field)] as const),
    ...ofViews.map(({ column, field }) => [column, keyType(field)] as const),
  ]);
}

const keyType = ({ type }: Field): KeyType => ({ type, write: keyWriter(type) });
