import { HeadroomError } from '@headroom/contracts';
import { DefinitionSet, type Definitions } from '@headroom/feature-definitions';
import type { DefinitionSetVersion, DefinitionStore } from '../../domain/definition-store.ts';
import type { DefinitionsInForce, DefinitionsState } from '../../domain/definitions-in-force.ts';
import { mergeDefinitions } from '../../domain/merge-definitions.ts';
import { setHash, setMembers, userDefinitions } from '../../domain/registry-members.ts';

/** Who defines what the program brings. */
const PROGRAM = 'headroom';

/** The registry as this process knows it: read at boot, and whenever it is told of a change. */
export class CurrentDefinitions implements DefinitionsInForce {
  readonly #store: DefinitionStore;
  readonly #builtIn: Definitions;
  readonly #listeners = new Set<(state: DefinitionsState) => void>();
  #state: DefinitionsState | undefined;

  constructor(store: DefinitionStore, builtIn: Definitions) {
    this.#store = store;
    this.#builtIn = builtIn;
  }

  /** Puts the program's definitions in force where the newest set has others of it, or none. Before all else. */
  async boot(): Promise<void> {
    for (;;) {
      const newest = await this.#store.newest();
      const members = setMembers(this.#builtIn, userDefinitions(newest));
      const hash = setHash(members);
      if (newest?.hash === hash) {
        this.#adopt(newest);
        return;
      }
      const next = { after: newest?.version ?? 0, hash, author: PROGRAM, members };
      await this.#store.append(next).catch(unlessOvertaken);
    }
  }

  /** Reads the newest set. One that is older than what is known comes from a read that was overtaken. */
  async refresh(): Promise<void> {
    const newest = await this.#store.newest();
    if (newest === null || newest.version <= this.current().version) return;
    const state = this.#adopt(newest);
    for (const listener of this.#listeners) listener(state);
  }

  current(): DefinitionsState {
    if (this.#state !== undefined) return this.#state;
    throw new HeadroomError('UNAVAILABLE', 'the feature definitions are not read yet; try again');
  }

  subscribe(listener: (state: DefinitionsState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #adopt(newest: DefinitionSetVersion): DefinitionsState {
    const versions = new Map(
      newest.members.map(({ kind, name, version }) => [`${kind}/${name}`, version]),
    );
    this.#state = {
      version: newest.version,
      hash: newest.hash,
      set: new DefinitionSet(mergeDefinitions(this.#builtIn, userDefinitions(newest))),
      versionOf: (kind, name) => versions.get(`${kind}/${name}`) ?? 0,
    };
    return this.#state;
  }
}

/** Another replica boots at the same time, or an operator applies something: what it left is read again. */
function unlessOvertaken(error: unknown): void {
  if (!(error instanceof HeadroomError && error.code === 'CONFLICT')) throw error;
}
