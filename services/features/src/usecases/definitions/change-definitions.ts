import { HeadroomError } from '@headroom/contracts';
import type {
  ApplyRequest,
  DefinitionPlan,
  Definitions,
  PlanRequest,
} from '@headroom/feature-definitions';
import type { DefinitionStore } from '../../domain/definition-store.ts';
import { setHash, setMembers, userDefinitions } from '../../domain/registry-members.ts';
import type { CurrentDefinitions } from './current-definitions.ts';
import { planChanges, type PlannedDefinitions } from './plan-changes.ts';

/** Changes what users have defined: says what would change, or does it. */
export class ChangeDefinitions {
  readonly #store: DefinitionStore;
  readonly #builtIn: Definitions;
  readonly #current: Pick<CurrentDefinitions, 'refresh'>;

  constructor(
    store: DefinitionStore,
    builtIn: Definitions,
    current: Pick<CurrentDefinitions, 'refresh'>,
  ) {
    this.#store = store;
    this.#builtIn = builtIn;
    this.#current = current;
  }

  /** @throws INVALID_DATA when the definitions are not in order */
  async plan(request: PlanRequest): Promise<DefinitionPlan> {
    const { after, planned } = await this.#plan(request);
    return { set_version: after, changes: [...planned.changes] };
  }

  /**
   * In force here when it returns, and in other replicas as soon as they are told. Nothing to change makes no new set.
   * @throws CONFLICT when a change is incompatible and not forced, or when someone else was quicker
   */
  async apply(request: ApplyRequest): Promise<DefinitionPlan> {
    const { after, planned } = await this.#plan(request);
    const { changes, users } = planned;
    const incompatible = changes.flatMap((change) => change.incompatible);
    if (incompatible.length > 0 && !request.force) {
      throw new HeadroomError(
        'CONFLICT',
        `${incompatible.join('\n')}\nName it anew beside the old one, or force it (--force)`,
        { details: { incompatible } },
      );
    }
    if (changes.length > 0) {
      const members = setMembers(this.#builtIn, users);
      await this.#store.append({ after, hash: setHash(members), author: request.author, members });
      await this.#current.refresh();
    }
    return { set_version: after + (changes.length > 0 ? 1 : 0), changes: [...changes] };
  }

  async #plan({
    definitions,
    prune,
  }: PlanRequest): Promise<{ after: number; planned: PlannedDefinitions }> {
    const newest = await this.#store.newest();
    const before = userDefinitions(newest);
    return {
      after: newest?.version ?? 0,
      planned: planChanges(this.#builtIn, before, definitions, prune),
    };
  }
}
