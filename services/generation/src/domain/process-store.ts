import type { ProcessState } from './cloud-workload-generator.ts';
import type { GeneratorConfig } from './config.ts';

/** A process that was put down: live mode goes on from here, in this process or another. */
export interface SavedProcess {
  /** Its `ce_source`. */
  readonly source: string;
  readonly config: GeneratorConfig;
  readonly state: ProcessState;
}

/** How live mode runs. */
export interface LiveMode {
  readonly source: string;
  /** Event time passes this many times faster than the clock on the wall. */
  readonly speed: number;
}

export interface ProcessStore {
  /** A process that has gone further with the same config stays: a batch generated again does not set live mode back. */
  save(process: SavedProcess): Promise<void>;
  load(source: string): Promise<SavedProcess | null>;
  /** The source saved last: what live mode continues unless told. */
  newest(): Promise<string | null>;
  /** Null: live mode is off. */
  live(): Promise<LiveMode | null>;
  setLive(mode: LiveMode | null): Promise<void>;
}

export const sourceOf = (seed: number): string => `headroom/generation#${seed}`;
