import { doesNotExist, MlflowError } from '../../domain/mlflow-error.ts';
import type { Change } from '../../domain/model.ts';
import type { ModelStore, ModelTransaction } from '../../domain/models/model-transaction.ts';
import { changeOf, dropAlias, tellAlias } from './move-alias.ts';

const noModel = (name: string) => doesNotExist(`Registered Model with name=${name} not found`);

/** A version and its aliases. @throws RESOURCE_DOES_NOT_EXIST */
export function deleteVersion(
  store: ModelStore,
  { name, version }: { name: string; version: number },
  change: Change,
): Promise<void> {
  return store.models(async (tx) => {
    const target = (await lockAll(tx, name)) ? await tx.version(name, version) : null;
    if (target === null) {
      throw doesNotExist(`Model Version (name=${name}, version=${version}) not found`);
    }
    const carried = (await tx.aliasesOf(name)).filter((a) => a.version === version);
    for (const holder of carried) await dropAlias(tx, holder, target, change);
    await tx.removeVersion(name, version, change.at);
    const id = `version/${name}/${version}/deleted/${change.at}`;
    await tx.tell(id, changeOf('version_deleted', target, change));
  });
}

/** A model with all it has. @throws RESOURCE_DOES_NOT_EXIST */
export function deleteModel(store: ModelStore, name: string, change: Change): Promise<void> {
  return store.models(async (tx) => {
    if (!(await lockAll(tx, name))) throw noModel(name);
    for (const holder of await tx.aliasesOf(name)) {
      const version = await tx.version(name, holder.version);
      if (version !== null) await dropAlias(tx, holder, version, change);
    }
    await tx.removeModel(name);
    await tx.tell(`model/${name}/deleted/${change.at}`, {
      kind: 'model_deleted',
      name,
      version: null,
      ...change,
    });
  });
}

/** The aliases go with the model: what follows one by name is told of both names. @throws RESOURCE_DOES_NOT_EXIST, RESOURCE_ALREADY_EXISTS */
export function renameModel(
  store: ModelStore,
  { name, newName }: { name: string; newName: string },
  change: Change,
): Promise<void> {
  return store.models(async (tx) => {
    if (!(await lockAll(tx, name))) throw noModel(name);
    if (newName === name) return;
    const aliases = await tx.aliasesOf(name);
    const carried = await Promise.all(
      aliases.map(async (holder) => ({ holder, version: await tx.version(name, holder.version) })),
    );
    if (!(await tx.renameModel(name, newName, change.at))) {
      throw new MlflowError(
        'RESOURCE_ALREADY_EXISTS',
        `Registered Model (name=${newName}) already exists.`,
      );
    }
    await tx.tell(`model/${name}/renamed/${change.at}`, {
      kind: 'model_renamed',
      name,
      version: null,
      new_name: newName,
      ...change,
    });
    const why = { ...change, reason: `${name} was renamed to ${newName}` };
    for (const { holder, version } of carried) {
      if (version === null) continue;
      const renamed = { ...version, name: newName };
      const id = await tx.setAlias({ ...holder, name: newName }, why);
      await tellAlias(tx, 'alias_set', id, holder.alias, renamed, why);
      await dropAlias(tx, holder, version, why);
    }
  });
}

/** All aliases of a model in one order, so that two changes never wait for each other. */
async function lockAll(tx: ModelTransaction, name: string): Promise<boolean> {
  const aliases = await tx.aliasesOf(name);
  for (const { alias } of aliases) await tx.lockAlias(alias);
  return tx.lockModel(name);
}
