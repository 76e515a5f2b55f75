import type { LineageEdge } from './answers.ts';
import type { Definitions } from './definitions.ts';
import { columnsOf, type Field } from './field.ts';
import type { ViewProjection } from './projection.ts';

const featureNode = (view: string, feature: string): string => `${view}:${feature}`;

/**
 * Everything that a thing is made of, and everything that is made of it.
 * @param of a column (`source.column`), a feature (`view:feature`), a source, a view or a feature service
 * @returns edges from a column to features, from features to on-demand features, from features to feature services;
 *   null when there is no such thing
 */
export function lineageOf(definitions: Definitions, of: string): LineageEdge[] | null {
  const edges = allEdges(definitions);
  const nodes = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const start = [...nodes].filter((node) => isPartOf(node, of));
  if (start.length === 0) return null;
  const above = reached(start, edges, 'to', 'from');
  const below = reached(start, edges, 'from', 'to');
  return edges.filter(
    ({ from, to }) => (above.has(from) && above.has(to)) || (below.has(from) && below.has(to)),
  );
}

const isPartOf = (node: string, of: string): boolean =>
  node === of || node.startsWith(`${of}:`) || node.startsWith(`${of}.`);

function reached(
  start: readonly string[],
  edges: readonly LineageEdge[],
  at: 'from' | 'to',
  next: 'from' | 'to',
): ReadonlySet<string> {
  const neighbours = new Map<string, string[]>();
  for (const edge of edges) {
    const known = neighbours.get(edge[at]);
    if (known === undefined) neighbours.set(edge[at], [edge[next]]);
    else known.push(edge[next]);
  }
  const found = new Set(start);
  // A set's iteration goes on with what is added meanwhile.
  for (const node of found) for (const one of neighbours.get(node) ?? []) found.add(one);
  return found;
}

function allEdges(definitions: Definitions): LineageEdge[] {
  const { feature_views, on_demand_views, feature_services } = definitions;
  const fieldsOf = ({ view, features }: ViewProjection): Field[] =>
    ([...feature_views, ...on_demand_views].find(({ name }) => name === view)?.schema ?? []).filter(
      ({ name }) => features?.includes(name) ?? true,
    );
  const featuresOf = (projection: ViewProjection): string[] =>
    fieldsOf(projection).map(({ name }) => featureNode(projection.view, name));
  return [
    ...feature_views.flatMap((view) =>
      view.schema.flatMap((field) =>
        columnsOf(field).map((column) => ({
          from: `${view.source}.${column}`,
          to: featureNode(view.name, field.name),
        })),
      ),
    ),
    ...on_demand_views.flatMap((view) =>
      view.schema.flatMap((field) => {
        const to = featureNode(view.name, field.name);
        // A function may use all that it is given, unless the field tells the columns that it is made of.
        const isUsed = (input: Field): boolean =>
          field.columns === undefined ||
          columnsOf(input).some((column) => field.columns?.includes(column));
        const inputs = [
          ...view.inputs.flatMap((input) =>
            fieldsOf(input)
              .filter(isUsed)
              .map(({ name }) => featureNode(input.view, name)),
          ),
          ...view.request.filter(isUsed).map(({ name }) => `request.${name}`),
        ];
        return inputs.map((from) => ({ from, to }));
      }),
    ),
    ...feature_services.flatMap(({ name, features }) =>
      features.flatMap(featuresOf).map((from) => ({ from, to: name })),
    ),
  ];
}
