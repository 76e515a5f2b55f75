import { z } from 'zod';
import { Name, notes } from './name.ts';
import { Projection } from './projection.ts';

/** The features that a model is trained and served with. */
export const FeatureService = z.strictObject({
  name: Name,
  features: z.array(Projection).min(1),
  ...notes,
});
export type FeatureService = z.output<typeof FeatureService>;
