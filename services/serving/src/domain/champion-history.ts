import type { ModelChange } from '@headroom/contracts';
import { versionOf, type RegisteredVersion } from './registered-version.ts';

/** The alias that answers. */
export const CHAMPION = 'champion';

/** The alias that scores in shadow. */
export const CHALLENGER = 'challenger';

/**
 * Who carried the alias since it was last free, the newest last: a fold over `models.events.v2`, so that a process that
 * replays the log stands where one that heard it live does. The older ones are what is fallen back on while the newest
 * cannot be loaded.
 */
export function followAlias(
  alias: string,
  history: readonly RegisteredVersion[],
  change: ModelChange,
): readonly RegisteredVersion[] {
  if (change.alias !== alias) return history;
  const newest = history.at(-1);
  if (change.kind === 'alias_set') {
    const version = versionOf(change);
    if (version !== null) return [...history, version];
    // The model's alias has gone to a version that nobody here can read.
    return newest?.name === change.name ? [] : history;
  }
  // The registry sets the alias before it takes it from the old holder, which is then no longer the newest.
  const isFreed =
    change.kind === 'alias_deleted' &&
    newest?.name === change.name &&
    newest.version === change.version;
  return isFreed ? [] : history;
}
