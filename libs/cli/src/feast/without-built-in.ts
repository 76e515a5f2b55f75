import { DEFINITION_KINDS, type DefinitionList } from '@headroom/feature-definitions';
import type { FromFeast } from './from-feast.ts';

/** Who owns what the program brings. */
const PROGRAM = 'headroom';

/** A repository that was exported from here holds what is built in: it stays as it is. */
export function withoutBuiltIn(
  { definitions, leftOut }: FromFeast,
  known: DefinitionList['definitions'],
): FromFeast {
  const isOurs = (kind: string, one: { readonly name: string; readonly owner: string }): boolean =>
    one.owner === PROGRAM &&
    known.some((other) => other.built_in && other.kind === kind && other.name === one.name);
  const ours = DEFINITION_KINDS.flatMap((kind) =>
    definitions[kind].filter((one) => isOurs(kind, one)),
  );
  return {
    leftOut: [...leftOut, ...ours.map(({ name }) => ({ name, reason: 'built in here' }))],
    definitions: {
      entities: definitions.entities.filter((one) => !isOurs('entities', one)),
      sources: definitions.sources.filter((one) => !isOurs('sources', one)),
      feature_views: definitions.feature_views.filter((one) => !isOurs('feature_views', one)),
      on_demand_views: definitions.on_demand_views.filter((one) => !isOurs('on_demand_views', one)),
      feature_services: definitions.feature_services.filter(
        (one) => !isOurs('feature_services', one),
      ),
    },
  };
}
