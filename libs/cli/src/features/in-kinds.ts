import { DEFINITION_KINDS, type DefinitionList } from '@headroom/feature-definitions';

/** Listed definitions as one document. What only the engine knows of a view is not part of one. */
export const inKinds = (listed: DefinitionList['definitions']): Record<string, unknown[]> =>
  Object.fromEntries(
    DEFINITION_KINDS.map((kind) => [
      kind,
      listed.filter((one) => one.kind === kind).map(({ definition }) => withoutEngine(definition)),
    ]),
  );

function withoutEngine(definition: unknown): unknown {
  if (typeof definition !== 'object' || definition === null || !('engine' in definition)) {
    return definition;
  }
  const { engine: _, ...rest } = definition;
  return rest;
}
