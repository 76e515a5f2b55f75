import { DEFINITION_KINDS, Definitions, type Definition } from '@headroom/feature-definitions';
import { contentHash } from './content-hash.ts';
import type { DefinitionSetVersion, DefinitionVersion, NextSet } from './definition-store.ts';

type Members = NextSet['members'];

/** What users defined in a set. */
export function userDefinitions(set: DefinitionSetVersion | null): Definitions {
  const bodies = (set?.members ?? []).filter(({ builtIn }) => !builtIn);
  return Definitions.parse(
    Object.fromEntries(
      DEFINITION_KINDS.map((kind) => [
        kind,
        bodies.filter((member) => member.kind === kind).map(({ body }) => body),
      ]),
    ),
  );
}

/** A set of the program's definitions and the users'. */
export const setMembers = (builtIn: Definitions, users: Definitions): Members => [
  ...members(builtIn, true),
  ...members(users, false),
];

const members = (definitions: Definitions, builtIn: boolean): Members =>
  DEFINITION_KINDS.flatMap((kind) =>
    definitions[kind].map((body: Definition) => ({
      kind,
      name: body.name,
      hash: contentHash(body),
      builtIn,
      body,
    })),
  );

/** Of a whole set, whatever the order of its members. */
export const setHash = (
  all: readonly Pick<DefinitionVersion, 'kind' | 'name' | 'hash'>[],
): string => contentHash(all.map(({ kind, name, hash }) => `${kind}/${name}/${hash}`).sort());
