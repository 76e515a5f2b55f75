import { MINUTE_MS } from '@headroom/feature-engine';
import type { Config } from '@headroom/service-kit';
import { z } from 'zod';
import { onlineViews, STREAM_VIEWS, type OnlineViews } from './domain/online-views.ts';

export const settings = z.object({
  HEADROOM_FEATURES_ONLINE_VIEWS: z
    .string()
    .default(STREAM_VIEWS.join(','))
    .transform((text) => text.split(',').map((name) => name.trim()))
    .superRefine((names, check) => {
      try {
        onlineViews(MINUTE_MS, names);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        check.addIssue({ code: 'custom', message: error.message });
      }
    })
    .describe(
      'the built-in views that the stream computes, writes online and publishes, separated by commas; others are MISSING online, and without cluster_features no windows of clusters come to be',
    ),
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
  HEADROOM_FEATURES_SOURCE_ROOT: z
    .string()
    .min(1)
    .optional()
    .describe('the folder that files of file sources lie in; HEADROOM_OBJECT_ROOT when left out'),
  HEADROOM_FEATURES_SOURCE_POSTGRES_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      'the database with the tables of postgres sources, read only; HEADROOM_POSTGRES_URL when left out',
    ),
  HEADROOM_FEATURES_FUNCTION_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(1000)
    .describe(
      'the milliseconds that the function of an on-demand view may take for up to 1,000 rows',
    ),
  HEADROOM_FEATURES_FUNCTION_MB: z.coerce
    .number()
    .int()
    .min(16)
    .default(128)
    .describe("the memory in MB of the thread that runs on-demand views' functions"),
});

export type FeaturesConfig = Config<typeof settings>;

/** What of the built-in views the stream computes. */
export const streamViews = ({ cadenceMs, settings }: FeaturesConfig): OnlineViews =>
  onlineViews(cadenceMs, settings.HEADROOM_FEATURES_ONLINE_VIEWS);

/** In bytes. */
export const bodyLimit = (settings: FeaturesConfig['settings']): number =>
  settings.HEADROOM_FEATURES_BODY_MIB * 1024 * 1024;
