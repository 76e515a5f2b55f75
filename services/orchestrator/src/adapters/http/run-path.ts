import { HeadroomError } from '@headroom/contracts';
import { z } from 'zod';
import type { RunReader } from '../../domain/ports.ts';
import type { RunSnapshot } from '../../domain/run.ts';

export const RunPath = z.object({ dag: z.string(), run: z.string() });

/** @throws NOT_FOUND */
export async function runAt(
  reader: RunReader,
  { dag, run }: z.output<typeof RunPath>,
): Promise<RunSnapshot> {
  const snapshot = await reader.snapshot({ dagId: dag, runId: run });
  if (snapshot === null) throw new HeadroomError('NOT_FOUND', `there is no run ${run} of ${dag}`);
  return snapshot;
}
