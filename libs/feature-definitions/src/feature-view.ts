import { z } from 'zod';
import { Fields } from './field.ts';
import { Name, notes } from './name.ts';
import { Ttl } from './ttl.ts';

/** Features of the same entities from one source. */
export const FeatureView = z.strictObject({
  name: Name,
  entities: z.array(Name),
  schema: Fields,
  source: Name,
  ttl: Ttl.default(null),
  /**
   * What "now" a ttl is measured by: the machine's clock, or the greatest event time of the data's own source (so that
   * replayed data of 2014 is as alive as today's).
   */
  ttl_clock: z.enum(['wall', 'event']).default('wall'),
  online: z.boolean().default(true),
  ...notes,
});

/** How the engine keeps a built-in view: in a service's stored vector, or in a cluster's window. */
export type EngineStore = 'vector' | 'cluster';

export interface FeatureView extends z.output<typeof FeatureView> {
  /** Set in built-in views alone: the engine computes them from its stream. */
  readonly engine?: EngineStore;
}
