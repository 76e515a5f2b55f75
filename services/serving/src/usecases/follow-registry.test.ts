import { HeadroomError } from '@headroom/contracts';
import type { Delivered } from '@headroom/messaging';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHAMPION } from '../domain/champion-history.ts';
import { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { CONTEXT, modelMessage } from '../testing/messages.ts';
import { actions, RegistryLog } from '../testing/registry-log.ts';
import { FollowChampion } from './follow-champion.ts';

const fixture = buildFixture('1', 0);

/** A process that follows the registry; every `lost`-th file there is cannot be read. */
function processOf(lost: number) {
  const [served, catalog] = [new ServedModel(), new ModelCatalog()];
  const isLost = ({ bundle }: RegisteredVersion) => Number(bundle.sha256) % lost === 0;
  const load = async (registered: RegisteredVersion) => {
    if (isLost(registered)) throw new HeadroomError('NOT_FOUND', 'its file is gone');
    const { name, version } = registered;
    return { ...fixture, name, version, registered };
  };
  const quiet = () => undefined;
  const follow = new FollowChampion({
    ...{ alias: CHAMPION, served, catalog, load, onSwap: quiet, onBroken: quiet },
  });
  return { served, catalog, follow, isLost };
}

/** In batches of these sizes, each told again from where a relay that was killed would begin anew. */
function deliveries({ told }: RegistryLog, sizes: readonly number[], again: readonly number[]) {
  const messages: Delivered[] = [];
  const ends: number[] = [];
  for (let i = 0, batch = 0; i < told.length; batch++) {
    const to = Math.min(told.length, i + (sizes[batch % sizes.length] ?? 1));
    const from = Math.max(0, i - (again[batch % again.length] ?? 0));
    for (const { id, change } of told.slice(from, to)) {
      const message = modelMessage(messages.length, change);
      messages.push({ ...message, event: { ...message.event, id } });
    }
    ends.push(messages.length);
    i = to;
  }
  return ends.map((end, i) => messages.slice(ends[i - 1] ?? 0, end));
}

it('whatever is done in the registry, stands where the registry does, and where a replay stands', async () => {
  const act = fc.record({ action: fc.constantFrom(...actions), pick: fc.nat({ max: 8 }) });
  const few = (min: number) =>
    fc.array(fc.integer({ min, max: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 30 }),
      few(1),
      few(0),
      fc.integer({ min: 2, max: 4 }),
      async (acts, sizes, again, lost) => {
        const registry = new RegistryLog(acts);
        const batches = deliveries(registry, sizes, again);
        const live = processOf(lost);
        live.follow.replayTo(0);
        for (const batch of batches) await live.follow.handle(batch, CONTEXT);
        const replay = processOf(lost);
        replay.follow.replayTo(batches.flat().length);
        await replay.follow.handle(batches.flat(), CONTEXT);

        const { champion } = registry;
        const isRefused = champion !== null && live.isLost(champion);
        for (const { served, catalog } of [live, replay]) {
          expect(served.isSettled).toBe(true);
          expect(served.refused?.sha256).toBe(isRefused ? champion.bundle.sha256 : undefined);
          if (champion === null) expect(served.current).toBeNull();
          else if (!isRefused) expect(served.current?.registered).toMatchObject(champion);
          for (const [name, versions] of registry.models) {
            if (versions.size > 0) expect(catalog.versions(name)).toEqual([...versions.keys()]);
          }
          for (const name of ['a', 'b', 'c']) {
            if ((registry.models.get(name)?.size ?? 0) === 0)
              expect(() => catalog.versions(name)).toThrow('not registered');
          }
        }
        expect(live.served.current?.registered).toEqual(replay.served.current?.registered);
      },
    ),
    { numRuns: 500 },
  );
});
