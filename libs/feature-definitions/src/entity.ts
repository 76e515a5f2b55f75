import { z } from 'zod';
import { Fields } from './field.ts';
import { Name, notes } from './name.ts';

/** What features are of. More than one join key makes a composite one. */
export const Entity = z.strictObject({
  name: Name,
  join_keys: Fields,
  ...notes,
});
export type Entity = z.output<typeof Entity>;
