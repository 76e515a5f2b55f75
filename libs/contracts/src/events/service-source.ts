import { z } from 'zod';
import { Clock } from './workload.ts';

/** JSON under the online view `serviceSource`: whose "now" rules the age of a service's features. */
export const OnlineServiceSource = z.object({ source: z.string().min(1), clock: Clock });
export type OnlineServiceSource = z.infer<typeof OnlineServiceSource>;
