import type { Algorithm, ObjectRef } from '@headroom/contracts';

/** Pipelines move this alias; serving follows it. At most one version among the models that Headroom serves carries it. */
export const CHAMPION = 'champion';

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
}

export interface NewVersion extends Omit<ModelVersion, 'version'> {
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
