import { deepStrictEqual } from 'node:assert/strict';
import { observation } from '../testing/observations.ts';
import { SCALING } from '../testing/scaling.ts';
import type { CausedRecommendation, RecommendationStore } from './recommendation-store.ts';
import { newServiceScaling, observe, type ServiceScaling } from './service-scaling.ts';

/** A scaling that has learned of `hours` buckets, and what the last vector caused. */
function after(hours: number): { scaling: ServiceScaling; caused: CausedRecommendation[] } {
  let scaling = newServiceScaling();
  let caused: CausedRecommendation[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    const cpu = 0.1 + 0.2 / hour;
    const seen = observation(hour, hour, { instances: 3, cpu, predictedCpu: 1 / 3 });
    const next = observe(scaling, seen, true, SCALING);
    scaling = next.scaling;
    caused = next.made.map((made) => ({ causeId: `cause-${hour}`, made }));
  }
  return { scaling, caused };
}

/** What every recommendation store does; each case takes an empty one. */
export const RECOMMENDATION_STORE_CONTRACT: readonly {
  readonly name: string;
  readonly run: (store: RecommendationStore) => Promise<void>;
}[] = [
  {
    name: 'keeps to the last bit what was learned and made, and finds it by service and by cause',
    run: async (store) => {
      const { scaling, caused } = after(30);
      deepStrictEqual(await store.save(new Map([['svc-1', scaling]]), caused), caused);
      deepStrictEqual(await store.scalings(['svc-2', 'svc-1']), new Map([['svc-1', scaling]]));
      deepStrictEqual(await store.causedBy(['cause-1', 'cause-30']), caused);
    },
  },
  {
    name: 'lets the first recommendation of an id stand, and the later version of a scaling',
    run: async (store) => {
      const [earlier, later] = [after(2), after(3)];
      await store.save(new Map([['svc-1', later.scaling]]), later.caused);
      const other = later.caused.map((one) => ({ ...one, made: { ...one.made, instances: 77 } }));
      deepStrictEqual(
        await store.save(new Map([['svc-1', earlier.scaling]]), [...earlier.caused, ...other]),
        [...earlier.caused, ...later.caused],
      );
      deepStrictEqual(await store.scalings(['svc-1']), new Map([['svc-1', later.scaling]]));
    },
  },
  {
    name: 'knows nothing at first',
    run: async (store) => {
      deepStrictEqual(await store.scalings(['svc-1']), new Map());
      deepStrictEqual(await store.causedBy(['cause-1']), []);
    },
  },
];
