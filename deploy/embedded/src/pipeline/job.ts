import type { Caller } from '../caller.ts';
import type { RunningServices } from '../supervisor.ts';

/** What `npm start` runs the pipeline on. */
export interface Job {
  /** The caller's environment, and this job's own defaults. */
  readonly env: NodeJS.ProcessEnv;
  /** Gets the data ready; returns what the run is to be told. */
  conf(services: RunningServices, caller: Caller): Promise<Readonly<Record<string, unknown>>>;
  /** After the run, until Ctrl-C: starts what streams, says what there is to see. */
  goOn(services: RunningServices, caller: Caller): Promise<void>;
}
