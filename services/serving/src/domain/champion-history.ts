import type { ModelEvent } from '@headroom/contracts';

/** The alias that answers. */
export const CHAMPION = 'champion';

/** The alias that scores in shadow. */
export const CHALLENGER = 'challenger';

/**
 * Who carried the alias since it was last free, the newest last: a fold over `models.events.v1`, so that a process that
 * replays the log stands where one that heard it live does. The older ones are what is fallen back on while the newest
 * cannot be loaded.
 */
export function followAlias(
  alias: string,
  history: readonly ModelEvent[],
  event: ModelEvent,
): readonly ModelEvent[] {
  if (event.alias !== alias) return history;
  if (event.kind === 'alias_set') return [...history, event];
  const newest = history.at(-1);
  // The registry sets the alias before it takes it from the old holder, which is then no longer the newest.
  const isFreed =
    event.kind === 'alias_deleted' &&
    newest?.name === event.name &&
    newest.version === event.version;
  return isFreed ? [] : history;
}
