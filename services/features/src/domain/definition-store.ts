import type { DefinitionKind } from '@headroom/feature-definitions';

/** One version of one definition: never changed, never deleted. */
export interface DefinitionVersion {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  /** Defined by the program, not by a user. */
  readonly builtIn: boolean;
  readonly author: string;
  readonly createdAt: Date;
  readonly body: unknown;
}

/** All definitions as they were after one application. */
export interface DefinitionSetVersion {
  readonly version: number;
  readonly hash: string;
  readonly author: string;
  readonly createdAt: Date;
  readonly members: readonly DefinitionVersion[];
}

/** A set to come: a member whose hash is the one it has in the set before keeps its version. */
export interface NextSet {
  /** The set that it was made from, 0 for none. */
  readonly after: number;
  readonly hash: string;
  readonly author: string;
  readonly members: readonly Pick<
    DefinitionVersion,
    'kind' | 'name' | 'hash' | 'builtIn' | 'body'
  >[];
}

export interface DefinitionStore {
  /** Null in an empty store. */
  newest(): Promise<DefinitionSetVersion | null>;
  /**
   * Appends a set and what is new in it, all or nothing.
   * @throws CONFLICT, retriable, when there is a newer set than the one it was made from
   */
  append(next: NextSet): Promise<void>;
  /** Of one definition, newest first; also of one that is no longer in the set. */
  versions(kind: DefinitionKind, name: string): Promise<DefinitionVersion[]>;
}
