import { z } from 'zod';

/** (partition, offset) in `workload.validated.v1`: the total order of one service's records. */
export const ArrivalSeq = z.object({ partition: z.int().min(0), offset: z.int().min(0) });
export type ArrivalSeq = z.infer<typeof ArrivalSeq>;
