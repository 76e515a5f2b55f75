import type { ModelChange } from '@headroom/contracts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { modelEvent } from './fixture-model.ts';

const NAMES = ['a', 'b', 'c'] as const;
const ACTIONS = [
  'create',
  'create',
  'set',
  'set',
  'set',
  'free',
  'drop',
  'delete',
  'rename',
] as const;

/** What someone does in the registry. */
export interface Act {
  readonly action: (typeof ACTIONS)[number];
  /** Which of the names, or of what there is. */
  readonly pick: number;
}
export const actions = ACTIONS;

/** The registry: what it would tell of such acts, and what it holds then. */
export class RegistryLog {
  readonly told: { readonly id: string; readonly change: ModelChange }[] = [];
  readonly models = new Map<string, Map<string, RegisteredVersion>>();
  champion: RegisteredVersion | null = null;
  /** Numbers come again with a name that was deleted, never those of a version alone. */
  readonly #last = new Map<string, number>();
  #files = 0;

  constructor(acts: readonly Act[]) {
    for (const act of acts) this.#do(act);
  }

  #do({ action, pick }: Act): void {
    const name = NAMES[pick % NAMES.length] ?? 'a';
    const other = NAMES[(pick + 1) % NAMES.length] ?? 'b';
    const living = [...this.models.values()].flatMap((versions) => [...versions.values()]);
    const one = living[pick % Math.max(living.length, 1)];
    if (action === 'create') this.#create(name);
    if (action === 'set' && one !== undefined) this.#set(one);
    if (action === 'free') this.#free(() => true);
    if (action === 'drop' && one !== undefined) {
      this.#free(({ name, version }) => name === one.name && version === one.version);
      this.models.get(one.name)?.delete(one.version);
      this.#tell(event('version_deleted', one));
    }
    if (action === 'delete' && this.models.has(name)) {
      this.#free((holder) => holder.name === name);
      this.models.delete(name);
      this.#last.delete(name);
      this.#tell(ofModel('model_deleted', name));
    }
    if (action === 'rename') this.#rename(name, other);
  }

  #create(name: string): void {
    const versions = this.models.get(name) ?? new Map<string, RegisteredVersion>();
    this.models.set(name, versions);
    const last = (this.#last.get(name) ?? 0) + 1;
    this.#last.set(name, last);
    const version = String(last);
    const sha256 = String(++this.#files).padStart(64, '0');
    const bundle = { uri: `models/${sha256}/bundle.json`, sha256, bytes: 1 };
    const created = { name, version, algorithm: 'lightgbm', bundle } as const;
    versions.set(version, created);
    this.#tell(event('version_created', created));
  }

  #set(version: RegisteredVersion): void {
    const before = this.champion;
    if (before === version) return;
    this.champion = version;
    this.#tell(event('alias_set', version));
    if (before !== null && before.name !== version.name) this.#tell(event('alias_deleted', before));
  }

  #free(isMeant: (holder: RegisteredVersion) => boolean): void {
    if (this.champion === null || !isMeant(this.champion)) return;
    this.#tell(event('alias_deleted', this.champion));
    this.champion = null;
  }

  #rename(name: string, newName: string): void {
    const versions = this.models.get(name);
    if (versions === undefined || this.models.has(newName)) return;
    this.models.delete(name);
    this.#tell({ ...ofModel('model_renamed', name), new_name: newName });
    this.#last.set(newName, this.#last.get(name) ?? 0);
    this.#last.delete(name);
    const renamed = [...versions].map(([key, one]) => [key, { ...one, name: newName }] as const);
    this.models.set(newName, new Map(renamed));
    const before = this.champion;
    if (before?.name === name) this.#set(this.models.get(newName)?.get(before.version) ?? before);
  }

  #tell(change: ModelChange): void {
    const at = this.told.length;
    this.told.push({ id: `event-${at}`, change: { ...change, at } });
  }
}

const event = (kind: ModelChange['kind'], { name, version, bundle }: RegisteredVersion) => ({
  ...modelEvent(kind === 'version_deleted' ? 'version_created' : kind, version, bundle, name),
  kind,
});

const ofModel = (kind: ModelChange['kind'], name: string): ModelChange => ({
  ...{ kind, name, version: null, at: 0, by: 'test', reason: null },
});
