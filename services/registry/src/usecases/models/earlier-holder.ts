import type { ModelVersion, PastHolder } from '../../domain/model.ts';
import { stillUndone } from '../../domain/models/still-undone.ts';
import type { RegistryTransaction } from '../../domain/registry-store.ts';

/** The newest version given the alias before the present one, that is there still and was not itself rolled back from. */
export async function earlierHolder(
  tx: RegistryTransaction,
  newestFirst: readonly PastHolder[],
  current: { readonly name: string; readonly version: number },
): Promise<ModelVersion | null> {
  for (const past of stillUndone(newestFirst)) {
    if (past.name === current.name && past.version === current.version) continue;
    const version = await tx.version(past.name, past.version);
    if (version !== null) return version;
  }
  return null;
}
