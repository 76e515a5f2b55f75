import { HeadroomError, type ModelEvent } from '@headroom/contracts';
import { CHAMPION } from './champion-history.ts';

interface Known {
  /** In the order of their registration. */
  readonly versions: Map<string, ModelEvent>;
  readonly aliases: Map<string, string>;
}

/** Every registered version and alias: a fold over `models.events.v1`, in which hearing an event twice changes nothing. */
export class ModelCatalog {
  readonly #models = new Map<string, Known>();

  apply(event: ModelEvent): void {
    const known = this.#models.get(event.name) ?? { versions: new Map(), aliases: new Map() };
    this.#models.set(event.name, known);
    known.versions.set(event.version, event);
    if (event.alias === null) return;
    if (event.kind === 'alias_set') known.aliases.set(event.alias, event.version);
    // The registry sets an alias before it takes it from the old holder, which then has it no longer.
    if (event.kind === 'alias_deleted' && known.aliases.get(event.alias) === event.version)
      known.aliases.delete(event.alias);
  }

  /** @throws NOT_FOUND for an unknown name */
  versions(name: string): string[] {
    return [...this.#known(name).versions.keys()];
  }

  /**
   * @param version a version or an alias; null: the version with alias champion, else the newest
   * @throws NOT_FOUND naming what there is
   */
  find(name: string, version: string | null): ModelEvent {
    const { versions, aliases } = this.#known(name);
    const wanted = version ?? aliases.get(CHAMPION) ?? [...versions.keys()].at(-1) ?? '';
    const event = versions.get(wanted) ?? versions.get(aliases.get(wanted) ?? '');
    if (event !== undefined) return event;
    throw new HeadroomError(
      'NOT_FOUND',
      `model ${JSON.stringify(name)} has no version or alias ${JSON.stringify(wanted)}. It has ${[...versions.keys(), ...aliases.keys()].join(', ')}.`,
    );
  }

  #known(name: string): Known {
    const known = this.#models.get(name);
    if (known !== undefined) return known;
    const names = [...this.#models.keys()].join(', ');
    throw new HeadroomError(
      'NOT_FOUND',
      `model ${JSON.stringify(name)} is not registered. ${names === '' ? 'No model is.' : `Registered: ${names}; '${CHAMPION}' is the one that serves.`}`,
    );
  }
}
