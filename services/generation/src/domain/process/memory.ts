import type { RandomStream } from '../random/random-stream.ts';
import { SIZES } from '../sizes.ts';
import { startAutoregression, stepAutoregression } from './autoregression.ts';
import { clip } from './load.ts';
import type { ServiceParameters } from './parameters.ts';

export interface MemoryState {
  readonly slow: number;
  /** Fraction leaked since the last restart; stays 0 where nothing leaks. */
  readonly leaked: number;
}

export const startMemory = (draw: RandomStream): MemoryState => ({
  slow: startAutoregression(SIZES.memory, draw),
  leaked: 0,
});

/** One bucket of memory: the leak grows until the restart, which the next bucket shows. */
export const stepMemory = (
  parameters: ServiceParameters,
  before: MemoryState,
  cpu: number,
  hours: number,
  draw: RandomStream,
): { state: MemoryState; utilization: number } => {
  const { perCpu, leakPerHour, restartAt } = SIZES.memory;
  const slow = stepAutoregression(SIZES.memory, before.slow, hours, draw);
  const leaked = parameters.memoryLeaks ? before.leaked + leakPerHour * hours : 0;
  const utilization = clip(parameters.memoryBase + perCpu * cpu + slow + leaked, 0, 1);
  return { state: { slow, leaked: utilization >= restartAt ? 0 : leaked }, utilization };
};
