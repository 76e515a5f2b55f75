import type { Algorithm, ObjectRef } from '@headroom/contracts';

/** Pipelines move this alias; serving follows it. At most one version among a pipeline's models carries it. */
export const CHAMPION = 'champion';

export interface ModelVersion {
  readonly name: string;
  readonly version: number;
  readonly runId: string;
  readonly algorithm: Algorithm;
  readonly bundle: ObjectRef;
}

export interface AliasHolder {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
}

/** One registered model an algorithm. */
export function registeredModelName(algorithm: Algorithm): string {
  return `cloud_optimizer_${algorithm}`;
}
