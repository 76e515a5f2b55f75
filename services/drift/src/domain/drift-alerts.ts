import type { DriftDetected } from '@headroom/contracts';

/** Who is told that columns have drifted. Telling again is harmless. */
export interface DriftAlerts {
  raise(drift: DriftDetected): Promise<void>;
}
