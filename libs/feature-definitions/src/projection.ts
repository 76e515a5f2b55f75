import { z } from 'zod';
import { Name } from './name.ts';

/** A view, or some features of it. */
export const Projection = z.union([
  Name.transform((view): ViewProjection => ({ view })),
  z.strictObject({
    view: Name,
    /** All of them when left out. */
    features: z.array(Name).min(1).optional(),
    /** Stands for the view's name in full feature names. */
    alias: Name.optional(),
    /** Join key of the view → name of the column in the request. */
    join_key_map: z.record(Name, Name).optional(),
  }),
]);

export interface ViewProjection {
  view: string;
  features?: string[] | undefined;
  alias?: string | undefined;
  join_key_map?: Record<string, string> | undefined;
}
