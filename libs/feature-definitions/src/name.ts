import { z } from 'zod';

/** Of definitions and fields. No colon and no slash: `view:feature` and URLs are made of names. */
export const Name = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
    'a name is 1 to 128 letters, digits, "_", "." or "-"',
  );

/** What people note about a definition. It changes nothing that is computed. */
export const notes = {
  description: z.string().default(''),
  owner: z.string().default(''),
  tags: z.record(z.string(), z.string()).default({}),
};
