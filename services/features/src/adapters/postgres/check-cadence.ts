import { HeadroomError } from '@headroom/contracts';
import type { Database } from '@headroom/storage';
import { z } from 'zod';

const StackRow = z.object({ cadence_ms: z.number() });

/**
 * The first service to boot fixes the cadence of a stack's state; another one would mix buckets of two lengths.
 * @throws INVALID_CONFIG
 */
export async function checkCadence(db: Database, cadenceMs: number): Promise<void> {
  await db.execute(
    'insert into features.stack (cadence_ms) values ($1) on conflict (only_row) do nothing',
    [cadenceMs],
  );
  const [stack] = await db.query(StackRow, 'select cadence_ms from features.stack');
  if (stack?.cadence_ms === cadenceMs) return;
  const known = (stack?.cadence_ms ?? NaN) / 60_000;
  throw new HeadroomError(
    'INVALID_CONFIG',
    `HEADROOM_CADENCE is ${cadenceMs / 60_000} min, but what this database holds was computed with ${known} min; set HEADROOM_CADENCE=${known}m, or use another database.`,
  );
}
