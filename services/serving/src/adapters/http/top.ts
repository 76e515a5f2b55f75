import { z } from 'zod';

/** How many contributions are listed, the greatest first. */
export const Top = z.object({ top: z.coerce.number().int().min(0).max(1_000).default(20) });
