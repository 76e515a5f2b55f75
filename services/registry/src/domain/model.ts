import type { Algorithm, ObjectRef } from '@headroom/contracts';

/** Pipelines move this alias; serving follows it. At most one version among the models that Headroom serves carries it. */
export const CHAMPION = 'champion';

/** The best version of the newest run that is not champion: serving scores it in shadow. At most one, too. */
export const CHALLENGER = 'challenger';

/** How the reason of a change begins that takes an earlier one back. */
export const ROLLED_BACK = 'rolled back from version';

/** What Headroom needs of a version to serve it. */
export interface Served {
  readonly algorithm: Algorithm;
  readonly bundle: ObjectRef;
}

export interface ModelVersion {
  readonly name: string;
  readonly version: number;
  readonly runId: string | null;
  readonly source: string | null;
  /** Null for what MLflow's clients register that is no Headroom bundle. */
  readonly served: Served | null;
  /** MAE over that of persistence on the test rows of the run that made it; null where none was logged. */
  readonly testRelativeMae: number | null;
}

export interface NewVersion extends Omit<ModelVersion, 'version' | 'testRelativeMae'> {
  /** Where the files are, when `source` names another version or a logged model. */
  readonly storageLocation?: string;
  readonly runLink?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AliasHolder {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
}

/** A version that was given an alias once. */
export interface PastHolder {
  readonly name: string;
  readonly version: number;
  readonly isRollback: boolean;
}

/** Who changes something, why and when. */
export interface Change {
  readonly by: string;
  readonly reason: string | null;
  /** Epoch ms. */
  readonly at: number;
}

/** One registered model an algorithm. */
export function registeredModelName(algorithm: Algorithm): string {
  return `cloud_optimizer_${algorithm}`;
}
