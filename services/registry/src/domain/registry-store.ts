import type { AlertRaised, ModelChange, ModelEvent } from '@headroom/contracts';
import type { AliasHolder, Change, ModelVersion, NewVersion, PastHolder } from './model.ts';
import type { Run } from './run.ts';

/** Everything that one transaction of the registry may do. All of it is idempotent by natural keys. */
export interface RegistryTransaction {
  /** Serialises whoever moves the alias, of any model, until the transaction ends. */
  lockAlias(alias: string): Promise<void>;
  /** Id of the experiment of that name, made if it is new. */
  ensureExperiment(name: string, now: number): Promise<string>;
  /** Writes a run with all it holds; one that is there already stays as it is. */
  putRun(experimentId: string, run: Run): Promise<void>;
  ensureModel(name: string, now: number): Promise<void>;
  /** The version of this model that a pipeline's run made, if it made one. */
  versionOfRun(name: string, runId: string): Promise<ModelVersion | null>;
  /** The next version; numbers are never used twice. */
  createVersion(version: NewVersion, now: number): Promise<ModelVersion>;
  /** Null also for a deleted one. */
  version(name: string, version: number): Promise<ModelVersion | null>;
  holders(alias: string): Promise<AliasHolder[]>;
  /** Versions of the models that Headroom serves which were given the alias, the newest first. */
  pastServed(alias: string): Promise<PastHolder[]>;
  /** Why the alias was moved last, of this model. */
  lastReason(name: string, alias: string): Promise<string | null>;
  /** Both give the number of the change in the alias's history. */
  setAlias(holder: AliasHolder, change: Change): Promise<number>;
  deleteAlias(holder: AliasHolder, change: Change): Promise<number>;
  /** Published after the commit, in the order of the calls. `id` is the event's natural key. */
  enqueue(id: string, event: ModelEvent): Promise<void>;
  /** The same for the event that tells of every change. */
  tell(id: string, change: ModelChange): Promise<void>;
  /** Raises an alert after the commit. */
  alert(alert: AlertRaised): Promise<void>;
}

export interface RegistryStore {
  transaction<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T>;
}
