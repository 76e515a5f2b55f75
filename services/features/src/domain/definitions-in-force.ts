import type { DefinitionKind, DefinitionSet } from '@headroom/feature-definitions';

/** One state of the registry. Whoever makes a plan of it keeps the plan until he is told of the next. */
export interface DefinitionsState {
  /** Counts the applications of changes; the first is the built-in set. */
  readonly version: number;
  /** SHA-256 of all definitions of the set. */
  readonly hash: string;
  /** The built-in definitions and what users applied. */
  readonly set: DefinitionSet;
  /** Of one definition: its versions are counted from 1. 0 when there is no such one. */
  versionOf(kind: DefinitionKind, name: string): number;
}

/** The definitions that the store works by. */
export interface DefinitionsInForce {
  /** As of the last change that this process was told of. */
  current(): DefinitionsState;
  /** Calls the listener with every later state, until the returned function is called. */
  subscribe(listener: (state: DefinitionsState) => void): () => void;
}
