import type { ModelChange, ModelEvent } from '@headroom/contracts';
import {
  CHALLENGER,
  CHAMPION,
  type AliasHolder,
  type Change,
  type ModelVersion,
} from '../../domain/model.ts';
import type { RegistryTransaction } from '../../domain/registry-store.ts';

type AliasKind = 'alias_set' | 'alias_deleted';

/**
 * Points an alias at a version. Of the models that Headroom serves one carries `champion`, and one `challenger`: it is set on the new holder, then
 * taken from the old one, so that a reader of the events never sees a moment without a champion.
 */
export async function moveAlias(
  tx: RegistryTransaction,
  alias: string,
  target: ModelVersion,
  change: Change,
): Promise<void> {
  await tx.lockAlias(alias);
  const holders = await tx.holders(alias);
  const before = holders.find((h) => h.name === target.name);
  if (before?.version !== target.version) {
    const replaced = before === undefined ? null : await tx.version(before.name, before.version);
    const id = await tx.setAlias({ name: target.name, alias, version: target.version }, change);
    await tellAlias(tx, 'alias_set', id, alias, target, change);
    // Readers of served models must not go on with one that has lost the alias to a version they cannot read.
    if (replaced !== null && target.served === null) {
      await tellServed(tx, 'alias_deleted', id, alias, replaced, change);
    }
  }
  if ((alias !== CHAMPION && alias !== CHALLENGER) || target.served === null) return;
  for (const holder of holders.filter((h) => h.name !== target.name)) {
    const other = await tx.version(holder.name, holder.version);
    if (other?.served != null) await dropAlias(tx, holder, other, change);
  }
}

/** Takes an alias from the version that carries it. */
export async function dropAlias(
  tx: RegistryTransaction,
  holder: AliasHolder,
  version: ModelVersion,
  change: Change,
): Promise<void> {
  const id = await tx.deleteAlias(holder, change);
  await tellAlias(tx, 'alias_deleted', id, holder.alias, version, change);
}

/** Tells of an alias that was moved: serving, where it can serve the version, and whoever follows all changes. */
export async function tellAlias(
  tx: RegistryTransaction,
  kind: AliasKind,
  id: number,
  alias: string,
  version: ModelVersion,
  change: Change,
): Promise<void> {
  await tellServed(tx, kind, id, alias, version, change);
  await tx.tell(`alias/${id}/${kind}`, { ...changeOf(kind, version, change), alias });
}

async function tellServed(
  tx: RegistryTransaction,
  kind: AliasKind,
  id: number,
  alias: string,
  version: ModelVersion,
  { reason }: Change,
): Promise<void> {
  const event = servedEvent(kind, version, alias, reason);
  if (event !== null) await tx.enqueue(`alias/${id}/${kind}`, event);
}

/** The event that serving reads; null for a version that it cannot serve. */
export function servedEvent(
  kind: ModelEvent['kind'],
  { name, version, runId, served, testRelativeMae }: ModelVersion,
  alias: string | null,
  reason: string | null,
): ModelEvent | null {
  if (served === null) return null;
  return {
    ...{ kind, name, version: String(version), alias, ...served, run_id: runId, reason },
    ...(testRelativeMae === null ? {} : { test_relative_mae: testRelativeMae }),
  };
}

/** The event that tells of every change of a version. */
export function changeOf(
  kind: ModelChange['kind'],
  { name, version, runId, source, served }: ModelVersion,
  { by, reason, at }: Change,
): ModelChange {
  return {
    kind,
    name,
    version: String(version),
    at,
    by,
    reason,
    ...(runId === null ? {} : { run_id: runId }),
    ...(source === null ? {} : { source }),
    ...served,
  };
}
