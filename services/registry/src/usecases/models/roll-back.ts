import { doesNotExist, MlflowError } from '../../domain/mlflow-error.ts';
import { CHAMPION, ROLLED_BACK, type Change, type ModelVersion } from '../../domain/model.ts';
import type { ModelStore, ModelTransaction } from '../../domain/models/model-transaction.ts';
import { earlierHolder } from './earlier-holder.ts';
import { moveAlias } from './move-alias.ts';

/**
 * Points an alias back at what it named before: the newest holder in its history that is another version, is there still, and
 * was not itself rolled back from. What serves is one of all models, so `champion` may go back to another one.
 * @throws NOT_FOUND where the alias names nothing; CONFLICT where there is nothing to go back to
 */
export function rollBack(
  store: ModelStore,
  { name, alias }: { name: string; alias: string },
  change: Change,
): Promise<ModelVersion> {
  return store.models(async (tx) => {
    await tx.lockAlias(alias);
    if (!(await tx.lockModel(name))) {
      throw doesNotExist(`Registered Model with name=${name} not found`);
    }
    const current = (await tx.aliasesOf(name)).find((a) => a.alias === alias);
    if (current === undefined) throw doesNotExist(`Alias ${alias} names no version of ${name}.`);
    const target = await earlierHolder(tx, await history(tx, current), current);
    if (target === null) {
      throw new MlflowError(
        'RESOURCE_CONFLICT',
        `Alias ${alias} of ${name} has named no other version that is still there: set it to one.`,
      );
    }
    const reason = `${ROLLED_BACK} ${current.version}`;
    await moveAlias(tx, alias, target, {
      ...change,
      reason: change.reason === null ? reason : `${reason}: ${change.reason}`,
    });
    return target;
  });
}

async function history(
  tx: ModelTransaction,
  { name, alias, version }: { name: string; alias: string; version: number },
) {
  const isServed = (await tx.version(name, version))?.served != null;
  return alias === CHAMPION && isServed ? tx.pastServed(alias) : tx.pastHolders(name, alias);
}
