import type { Config } from '@headroom/service-kit';
import { z } from 'zod';

export const settings = z.object({
  HEADROOM_TRAINING_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(256)
    .default(4096)
    .describe('the megabytes of memory over which a fit is killed, 256 at least'),
  HEADROOM_TRAINING_TIME_LIMIT: z.coerce
    .number()
    .min(1)
    .max(86_400)
    .default(1800)
    .describe('the seconds after which a fit is killed, a day at most'),
  HEADROOM_TRAINING_CHARTS: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe('true or false: whether charts of each model are drawn'),
  HEADROOM_TRAINING_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('the threads of one fit, from 1 to 64: other numbers may give other models'),
});

export type TrainingConfig = Config<typeof settings>;
