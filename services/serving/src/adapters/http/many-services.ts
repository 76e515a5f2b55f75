import { EntityId } from '@headroom/contracts';
import { z } from 'zod';

/** The body of a request about many services. */
export const ServiceIds = z.object({ service_ids: z.array(EntityId).min(1).max(1_000) });

/** Why one of them has no answer. */
export const Refusal = z.object({
  service_id: EntityId,
  error: z.object({ code: z.string(), status: z.int(), detail: z.string() }),
});
