import { doesNotExist, MlflowError } from '../../domain/mlflow-error.ts';
import { ROLLED_BACK, type Change, type PastHolder } from '../../domain/model.ts';
import type { ModelStore } from '../../domain/models/model-transaction.ts';
import { stillUndone } from '../../domain/models/still-undone.ts';
import { moveAlias } from './move-alias.ts';

/**
 * Points an alias back at what it named before: the newest holder in its history that is another version, is there still, and
 * was not itself rolled back from since.
 * @throws NOT_FOUND where the alias names nothing; CONFLICT where there is nothing to go back to
 */
export function rollBack(
  store: ModelStore,
  { name, alias }: { name: string; alias: string },
  change: Change,
): Promise<PastHolder> {
  return store.models(async (tx) => {
    await tx.lockAlias(alias);
    if (!(await tx.lockModel(name))) {
      throw doesNotExist(`Registered Model with name=${name} not found`);
    }
    const current = (await tx.aliasesOf(name)).find((a) => a.alias === alias);
    if (current === undefined) throw doesNotExist(`Alias ${alias} names no version of ${name}.`);
    for (const past of stillUndone(await tx.pastHolders(name, alias))) {
      const target = await tx.version(past.name, past.version);
      if (target === null || past.version === current.version) continue;
      const reason = `${ROLLED_BACK} ${current.version}`;
      await moveAlias(tx, alias, target, {
        ...change,
        reason: change.reason === null ? reason : `${reason}: ${change.reason}`,
      });
      return past;
    }
    throw new MlflowError(
      'RESOURCE_CONFLICT',
      `Alias ${alias} of ${name} has named no other version that is still there: set it to one.`,
    );
  });
}
