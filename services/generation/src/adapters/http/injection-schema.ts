import { WORKLOAD_METRICS, type MetricName } from '@headroom/contracts';
import { z } from 'zod';

const METRICS = WORKLOAD_METRICS.map((m) => m.name) as [MetricName, ...MetricName[]];
/** Epoch ms from RFC 3339. */
const start = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** A change of demand by −100 % or more would leave none. */
const share = z.number().gt(-1, 'must be over -1: it scales demand by 1 + size');
const sized = { size: z.number(), start };

export const InjectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mean'), ...sized, size: share }),
  z.strictObject({ kind: z.literal('variance'), ...sized, size: z.number().min(0) }),
  z.strictObject({ kind: z.literal('seasonality'), ...sized }),
  z.strictObject({ kind: z.literal('missing_rate'), ...sized, size: z.number().min(0).max(1) }),
  z.strictObject({
    kind: z.literal('one_service'),
    ...sized,
    size: share,
    service: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('slow_trend'), ...sized }),
  z.strictObject({ kind: z.literal('unit_error'), ...sized, metric: z.enum(METRICS) }),
]);
