import { doesNotExist } from '../../domain/mlflow-error.ts';
import type { Change } from '../../domain/model.ts';
import type { ModelStore } from '../../domain/models/model-transaction.ts';
import { dropAlias, moveAlias } from './move-alias.ts';

/** @throws RESOURCE_DOES_NOT_EXIST without the version */
export function setAlias(
  store: ModelStore,
  { name, alias, version }: { name: string; alias: string; version: number },
  change: Change,
): Promise<void> {
  return store.models(async (tx) => {
    await tx.lockAlias(alias);
    await tx.lockModel(name);
    const target = await tx.version(name, version);
    if (target === null) {
      throw doesNotExist(`Model Version (name=${name}, version=${version}) not found`);
    }
    await moveAlias(tx, alias, target, change);
  });
}

/** An alias that nothing carries is no error. @throws RESOURCE_DOES_NOT_EXIST without the model */
export function deleteAlias(
  store: ModelStore,
  { name, alias }: { name: string; alias: string },
  change: Change,
): Promise<void> {
  return store.models(async (tx) => {
    await tx.lockAlias(alias);
    if (!(await tx.lockModel(name))) {
      throw doesNotExist(`Registered Model with name=${name} not found`);
    }
    const holder = (await tx.aliasesOf(name)).find((a) => a.alias === alias);
    const version = holder && (await tx.version(name, holder.version));
    if (holder !== undefined && version != null) await dropAlias(tx, holder, version, change);
  });
}
