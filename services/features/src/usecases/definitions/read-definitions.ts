import { HeadroomError } from '@headroom/contracts';
import {
  DEFINITION_KINDS,
  differences,
  type DefinitionDiff,
  type DefinitionKind,
  type DefinitionList,
  type DescribedDefinition,
  type VersionSummary,
} from '@headroom/feature-definitions';
import type {
  DefinitionSetVersion,
  DefinitionStore,
  DefinitionVersion,
} from '../../domain/definition-store.ts';

/** A definition by its name; the kind is only needed where two kinds share it. */
export interface Asked {
  readonly name: string;
  readonly kind?: DefinitionKind | undefined;
}

/** What is defined, and how it came to be. */
export class ReadDefinitions {
  readonly #store: DefinitionStore;

  constructor(store: DefinitionStore) {
    this.#store = store;
  }

  /** By kind, then by name. @param isWhole with their bodies */
  async list(isWhole: boolean): Promise<DefinitionList> {
    const set = await this.#newest();
    return {
      set_version: set.version,
      content_hash: set.hash,
      definitions: set.members
        .toSorted((a, b) => DEFINITION_KINDS.indexOf(a.kind) - DEFINITION_KINDS.indexOf(b.kind))
        .map((member) => ({
          ...summary(member),
          ...(isWhole ? { definition: member.body } : {}),
        })),
    };
  }

  /** In a version of it, or the one in force. @throws NOT_FOUND */
  async describe(asked: Asked, version?: number): Promise<DescribedDefinition> {
    const found =
      version === undefined ? await this.#member(asked) : await this.#at(asked, version);
    return { ...summary(found), definition: found.body };
  }

  /** Newest first. @throws NOT_FOUND */
  async versions(asked: Asked): Promise<VersionSummary[]> {
    const { kind, name } = await this.#member(asked);
    return (await this.#store.versions(kind, name)).map(summary);
  }

  /** Between two versions; the newest and the one before it, unless told. @throws NOT_FOUND */
  async diff(asked: Asked, from?: number, to?: number): Promise<DefinitionDiff> {
    const newest = await this.#member(asked);
    const after = to === undefined ? newest : await this.#at(newest, to);
    const before = await this.#at(newest, from ?? Math.max(1, after.version - 1));
    return {
      kind: newest.kind,
      name: newest.name,
      from: before.version,
      to: after.version,
      differences: differences(before.body, after.body),
    };
  }

  async #newest(): Promise<DefinitionSetVersion> {
    const set = await this.#store.newest();
    if (set !== null) return set;
    throw new HeadroomError('UNAVAILABLE', 'no definitions are in force yet; try again');
  }

  async #member({ name, kind }: Asked): Promise<DefinitionVersion> {
    const { members } = await this.#newest();
    const found = members.filter(
      (member) => member.name === name && (kind === undefined || member.kind === kind),
    );
    const [only] = found;
    if (only === undefined) {
      const what = kind ?? 'definitions';
      throw new HeadroomError('NOT_FOUND', `there is no ${name} among the ${what}; list them`);
    }
    if (found.length === 1) return only;
    const kinds = found
      .map((member) => member.kind)
      .sort()
      .join(', ');
    throw new HeadroomError('INVALID_REQUEST', `${name} is in ${kinds}; give the kind you mean`);
  }

  async #at(asked: Asked, version: number): Promise<DefinitionVersion> {
    const { kind, name } = await this.#member(asked);
    const all = await this.#store.versions(kind, name);
    const found = all.find((one) => one.version === version);
    if (found !== undefined) return found;
    throw new HeadroomError(
      'NOT_FOUND',
      `${name} has no version ${version}; it has 1 to ${all[0]?.version ?? 0}`,
    );
  }
}

const summary = (one: DefinitionVersion): VersionSummary => ({
  kind: one.kind,
  name: one.name,
  version: one.version,
  content_hash: one.hash,
  built_in: one.builtIn,
  author: one.author,
  created_at: one.createdAt.toISOString(),
});
