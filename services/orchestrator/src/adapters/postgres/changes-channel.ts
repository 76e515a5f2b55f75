import { z } from 'zod';
import type { RunKey } from '../../domain/ports.ts';

/** Postgres channel that tells of every committed change of a run. */
export const CHANGES = 'orchestrator_changes';

const Change = z.object({ dagId: z.string(), runId: z.string() });

export const encodeChange = ({ dagId, runId }: RunKey): string => JSON.stringify({ dagId, runId });
export const decodeChange = (payload: string): RunKey => Change.parse(JSON.parse(payload));
