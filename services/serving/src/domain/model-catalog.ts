import { HeadroomError, type ModelChange } from '@headroom/contracts';
import { CHAMPION } from './champion-history.ts';
import { versionOf, type RegisteredVersion } from './registered-version.ts';

interface Known {
  /** In the order of their registration. */
  readonly versions: Map<string, RegisteredVersion>;
  readonly aliases: Map<string, string>;
}

const noneYet = (): Known => ({ versions: new Map(), aliases: new Map() });

/** Every registered version and alias: a fold over `models.events.v2`. */
export class ModelCatalog {
  readonly #models = new Map<string, Known>();
  /** What ever bore a name and a number, the newest of them: predictions go by these for good. */
  readonly #past = new Map<string, RegisteredVersion>();
  readonly #heard = new Set<string>();

  /** @param id of the event: one told twice is heard once, since a name that was freed may be another's by then */
  apply(id: string, change: ModelChange): void {
    // With the time, since a pipeline's version of a model that was deleted and came again has the old one's id.
    const key = `${change.at} ${id}`;
    if (this.#heard.has(key)) return;
    this.#heard.add(key);
    const { kind, name, version, alias, new_name: newName } = change;
    const known = this.#models.get(name);
    if (kind === 'version_created' || kind === 'alias_set') this.#add(change);
    if (kind === 'version_deleted' && version !== null) known?.versions.delete(version);
    if (kind === 'model_deleted') this.#models.delete(name);
    if (kind === 'model_renamed' && newName !== undefined) this.#rename(name, newName);
    // The registry sets an alias before it takes it from the old holder, which then has it no longer.
    if (kind === 'alias_deleted' && alias !== undefined && known?.aliases.get(alias) === version)
      known.aliases.delete(alias);
  }

  #add(change: ModelChange): void {
    const { name, alias } = change;
    const version = versionOf(change);
    if (version === null) {
      // Headroom cannot serve what has the alias now.
      if (alias !== undefined) this.#models.get(name)?.aliases.delete(alias);
      return;
    }
    const known = this.#models.get(name) ?? noneYet();
    this.#models.set(name, known);
    this.#put(known, version);
    if (alias !== undefined) known.aliases.set(alias, version.version);
  }

  #rename(name: string, newName: string): void {
    const known = this.#models.get(name);
    if (known === undefined) return;
    this.#models.delete(name);
    const renamed = { ...noneYet(), aliases: known.aliases };
    this.#models.set(newName, renamed);
    for (const version of known.versions.values())
      this.#put(renamed, { ...version, name: newName });
  }

  #put({ versions }: Known, version: RegisteredVersion): void {
    versions.set(version.version, version);
    this.#past.set(pastKey(version.name, version.version), version);
  }

  /** Also of a model that was renamed or deleted since. @throws NOT_FOUND */
  past(name: string, version: string): RegisteredVersion {
    return this.#past.get(pastKey(name, version)) ?? this.find(name, version);
  }

  /** @throws NOT_FOUND for an unknown name */
  versions(name: string): string[] {
    return [...this.#known(name).versions.keys()];
  }

  /**
   * @param version a version or an alias; null: the version with alias champion, else the newest
   * @throws NOT_FOUND naming what there is
   */
  find(name: string, version: string | null): RegisteredVersion {
    const { versions, aliases } = this.#known(name);
    const wanted = version ?? aliases.get(CHAMPION) ?? [...versions.keys()].at(-1) ?? '';
    const found = versions.get(wanted) ?? versions.get(aliases.get(wanted) ?? '');
    if (found !== undefined) return found;
    throw new HeadroomError(
      'NOT_FOUND',
      `model ${JSON.stringify(name)} has no version or alias ${JSON.stringify(wanted)}. It has ${[...versions.keys(), ...aliases.keys()].join(', ')}.`,
    );
  }

  #known(name: string): Known {
    const known = this.#models.get(name);
    if (known !== undefined && known.versions.size > 0) return known;
    const names = [...this.#models].flatMap(([one, { versions }]) =>
      versions.size > 0 ? [one] : [],
    );
    throw new HeadroomError(
      'NOT_FOUND',
      `model ${JSON.stringify(name)} is not registered. ${names.length === 0 ? 'No model is.' : `Registered: ${names.join(', ')}; '${CHAMPION}' is the one that serves.`}`,
    );
  }
}

const pastKey = (name: string, version: string): string => JSON.stringify([name, version]);
