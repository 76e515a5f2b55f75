import { HeadroomError, type ErrorCode, type ModelEvent } from '@headroom/contracts';

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
  { name, version, bundle }: ModelEvent,
  error: unknown,
): RefusedChampion => ({
  ...{ name, version, sha256: bundle.sha256 },
  code: error instanceof HeadroomError ? error.code : 'INTERNAL',
  detail: error instanceof Error ? error.message : String(error),
});
