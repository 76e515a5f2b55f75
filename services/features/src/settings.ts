import type { Config } from '@headroom/service-kit';
import { z } from 'zod';

export const settings = z.object({
  HEADROOM_FEATURES_SERIES: z.coerce
    .number()
    .int()
    .min(1)
    .default(500)
    .describe('the number of services whose series are kept in memory, of each partition'),
  HEADROOM_FEATURES_PATIENCE: z.coerce
    .number()
    .min(1)
    .default(120)
    .describe('the seconds after which engineer_features gives up on rows that do not come'),
  HEADROOM_FEATURES_PARITY_SHARE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe(
      'the share of published vectors, 0 to 1, after which the online one is computed anew in batch and compared',
    ),
  HEADROOM_FEATURES_PROJECT: z
    .string()
    .min(1)
    .default('headroom')
    .describe("the name of the Feast project that errors of Feast's protocol tell"),
  HEADROOM_FEATURES_BODY_MIB: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe('the largest body of a request in MiB: rows that are pushed, entity rows of a join'),
});

export type FeaturesConfig = Config<typeof settings>;

/** In bytes. */
export const bodyLimit = (settings: FeaturesConfig['settings']): number =>
  settings.HEADROOM_FEATURES_BODY_MIB * 1024 * 1024;
