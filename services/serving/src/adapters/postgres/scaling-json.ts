import { ArrivalSeq } from '@headroom/contracts';
import { z } from 'zod';
import type { ServiceScaling } from '../../domain/service-scaling.ts';

const hours = z.array(z.number()).length(24);

/** A scaling's JSON but for its version, which has a column. */
const Scaling = z.object({
  closed: z.object({
    rhythm: z.object({ change: hours, changes: hours, level: hours, levels: hours }),
    open: z.array(
      z.object({
        at: z.number(),
        level: z.number(),
        expected: z.number().nullable(),
        peak: z.number().nullable(),
      }),
    ),
    errors: z.object({ slow: z.number(), fast: z.number(), count: z.number() }),
    steadiness: z.object({
      instances: z.number().nullable(),
      sinceChange: z.number(),
      lowerFor: z.number(),
      lowerWished: z.number(),
    }),
  }),
  closedTo: z.number().nullable(),
  open: z
    .object({
      bucketEnd: z.number(),
      arrival: ArrivalSeq,
      load: z
        .object({ instances: z.number(), cpu: z.number(), predictedCpu: z.number() })
        .nullable(),
      prediction: z.object({
        service_id: z.string(),
        cluster_id: z.string(),
        horizon_ms: z.number(),
        prediction_id: z.string(),
        model_name: z.string(),
        model_version: z.string(),
      }),
    })
    .nullable(),
});

export const scalingToJson = ({ closed, closedTo, open }: ServiceScaling): string =>
  JSON.stringify({ closed, closedTo, open });

/** Null for what a release before kept otherwise: the rule learns anew. */
export function scalingFromJson(json: unknown, version: number): ServiceScaling | null {
  const parsed = Scaling.safeParse(json);
  return parsed.success ? { version, ...parsed.data } : null;
}
