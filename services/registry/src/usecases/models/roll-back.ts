import { doesNotExist, MlflowError } from '../../domain/mlflow-error.ts';
import type { Change } from '../../domain/model.ts';
import { ROLLED_BACK, type ModelStore, type PastHolder } from '../../domain/models/model-transaction.ts';
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

/**
 * Holders from the newest back, without those that a rollback left: after 1, 2, 3 and a rollback to 2, the next one goes to 1,
 * not to 3 again.
 */
function stillUndone(newestFirst: readonly PastHolder[]): PastHolder[] {
  const stack: PastHolder[] = [];
  for (const holder of newestFirst.toReversed()) {
    const known = holder.isRollback
      ? stack.findLastIndex((h) => h.version === holder.version)
      : -1;
    if (known < 0) stack.push(holder);
    else stack.length = known + 1;
  }
  return stack.toReversed().slice(1);
}
