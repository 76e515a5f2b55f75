import { HeadroomError } from '@headroom/contracts';
import type { DefinitionKind } from '@headroom/feature-definitions';
import type {
  DefinitionSetVersion,
  DefinitionStore,
  DefinitionVersion,
  NextSet,
} from './definition-store.ts';

/** For tests: what `PostgresDefinitions` does, in memory. */
export class MemoryDefinitionStore implements DefinitionStore {
  readonly #sets: DefinitionSetVersion[] = [];
  readonly #definitions: DefinitionVersion[] = [];

  async newest(): Promise<DefinitionSetVersion | null> {
    return this.#sets.at(-1) ?? null;
  }

  async append({ after, hash, author, members }: NextSet): Promise<void> {
    const before = this.#sets.at(-1);
    if ((before?.version ?? 0) !== after) {
      throw new HeadroomError('CONFLICT', 'there is a newer set', { retriable: true });
    }
    const createdAt = new Date();
    const next = members.map((member): DefinitionVersion => {
      const isSame = (one: { readonly kind: DefinitionKind; readonly name: string }) =>
        one.kind === member.kind && one.name === member.name;
      const kept = before?.members.find(
        (one) => isSame(one) && one.hash === member.hash && one.builtIn === member.builtIn,
      );
      if (kept !== undefined) return kept;
      const version = 1 + this.#definitions.filter(isSame).length;
      // As it comes back from JSON text.
      const body: unknown = JSON.parse(JSON.stringify(member.body));
      const made = { ...member, body, version, author, createdAt };
      this.#definitions.push(made);
      return made;
    });
    this.#sets.push({ version: after + 1, hash, author, createdAt, members: next });
  }

  async versions(kind: DefinitionKind, name: string): Promise<DefinitionVersion[]> {
    return this.#definitions.filter((one) => one.kind === kind && one.name === name).reverse();
  }
}
