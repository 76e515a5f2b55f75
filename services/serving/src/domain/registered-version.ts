import type { Algorithm, ModelChange, ObjectRef } from '@headroom/contracts';

/** A version that the registry calls a model of ours: what it takes to load it. */
export interface RegisteredVersion {
  readonly name: string;
  readonly version: string;
  readonly algorithm: Algorithm;
  readonly bundle: ObjectRef;
  readonly run_id?: string | undefined;
}

/** Whose change it is; null where it is no version's, or of one that Headroom cannot serve. */
export function versionOf({
  name,
  version,
  algorithm,
  bundle,
  run_id,
}: ModelChange): RegisteredVersion | null {
  if (version === null || algorithm === undefined || bundle === undefined) return null;
  return { name, version, algorithm, bundle, run_id };
}

export const isSameVersion = (
  a: RegisteredVersion | undefined,
  { name, version, bundle }: RegisteredVersion,
): boolean =>
  // A name may come again after its model was deleted, and its numbers with it.
  a?.name === name && a.version === version && a.bundle.sha256 === bundle.sha256;
