import { HeadroomError, type ErrorCode } from '@headroom/contracts';
import type { RegisteredVersion } from './registered-version.ts';

/** The version that carries the alias by the registry, and cannot be loaded. */
export interface RefusedChampion {
  readonly name: string;
  readonly version: string;
  /** Of its bundle: a name and number may come again with other files. */
  readonly sha256: string;
  readonly code: ErrorCode;
  readonly detail: string;
}

export const refusedChampion = (
  { name, version, bundle }: RegisteredVersion,
  error: unknown,
): RefusedChampion => ({
  ...{ name, version, sha256: bundle.sha256 },
  code: error instanceof HeadroomError ? error.code : 'INTERNAL',
  detail: error instanceof Error ? error.message : String(error),
});
