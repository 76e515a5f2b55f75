import { DEFAULT_POLICY } from '@headroom/forecasting';
import type { Config } from '@headroom/service-kit';
import { z } from 'zod';
import type { RecommendRules } from './usecases/recommend-scaling.ts';

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

export const settings = z
  .object({
    HEADROOM_SERVING_TARGET_UTILIZATION: z.coerce
      .number()
      .min(0.05)
      .max(1)
      .default(DEFAULT_POLICY.sloUtilisation)
      .describe('the cpu utilisation, 0.05 to 1, that recommended instances keep services under'),
    HEADROOM_SERVING_VIOLATION_COST: z.coerce
      .number()
      .min(1)
      .max(100_000)
      .default(DEFAULT_POLICY.violationCost)
      .describe(
        'how many instances an hour over that utilisation is worth: more buys fewer such hours',
      ),
    HEADROOM_SERVING_MIN_INSTANCES: count(1, 100_000)
      .default(DEFAULT_POLICY.min)
      .describe('the fewest instances that are recommended'),
    HEADROOM_SERVING_MAX_INSTANCES: count(1, 100_000)
      .default(DEFAULT_POLICY.max)
      .describe('the most instances that are recommended'),
    HEADROOM_SERVING_DOWN_AFTER: count(1, 1_000)
      .default(DEFAULT_POLICY.downAfter)
      .describe('the buckets in a row that must want fewer instances before fewer are recommended'),
    HEADROOM_SERVING_COOL_DOWN: count(0, 1_000)
      .default(DEFAULT_POLICY.coolDown)
      .describe('the buckets after a change of instances in which fewer are not recommended'),
    HEADROOM_SERVING_ASSUMED_INSTANCES: count(1, 100_000)
      .optional()
      .describe(
        'the instances of services that report no instance_count; without it they get none recommended',
      ),
  })
  .refine((own) => own.HEADROOM_SERVING_MIN_INSTANCES <= own.HEADROOM_SERVING_MAX_INSTANCES, {
    path: ['HEADROOM_SERVING_MIN_INSTANCES'],
    error: 'is over HEADROOM_SERVING_MAX_INSTANCES',
  });

export type ServingConfig = Config<typeof settings>;

export const recommendRules = ({
  settings: own,
  cadenceMs,
}: Pick<ServingConfig, 'settings' | 'cadenceMs'>): RecommendRules => ({
  cadenceMs,
  assumedInstances: own.HEADROOM_SERVING_ASSUMED_INSTANCES ?? null,
  policy: {
    ...DEFAULT_POLICY,
    sloUtilisation: own.HEADROOM_SERVING_TARGET_UTILIZATION,
    // As far under the target as by default: else the rule that takes over would aim at more than the target.
    reactiveTarget:
      DEFAULT_POLICY.reactiveTarget *
      (own.HEADROOM_SERVING_TARGET_UTILIZATION / DEFAULT_POLICY.sloUtilisation),
    violationCost: own.HEADROOM_SERVING_VIOLATION_COST,
    min: own.HEADROOM_SERVING_MIN_INSTANCES,
    max: own.HEADROOM_SERVING_MAX_INSTANCES,
    downAfter: own.HEADROOM_SERVING_DOWN_AFTER,
    coolDown: own.HEADROOM_SERVING_COOL_DOWN,
  },
});
