import type { ServedVersion } from '@headroom/contracts';
import type { ModelVersion } from '../../domain/model.ts';
import type { RegistryTransaction } from '../../domain/registry-store.ts';

/** The version that carries the alias among the models that Headroom serves; `moveAlias` keeps them to one. */
export async function servedHolder(
  tx: RegistryTransaction,
  alias: string,
): Promise<ModelVersion | null> {
  for (const { name, version } of await tx.holders(alias)) {
    const found = await tx.version(name, version);
    if (found?.served != null) return found;
  }
  return null;
}

/** As events and tasks tell it; null for a version that cannot be served. */
export function servedVersion(version: ModelVersion | null): ServedVersion | null {
  if (version === null || version.served === null) return null;
  const { name, runId, served } = version;
  return { name, version: String(version.version), run_id: runId, ...served };
}

/** Whether this version was ever given the alias. */
export const wasGiven = async (
  tx: RegistryTransaction,
  alias: string,
  { name, version }: Pick<ServedVersion, 'name' | 'version'>,
): Promise<boolean> =>
  (await tx.pastServed(alias)).some(
    (past) => past.name === name && String(past.version) === version,
  );
