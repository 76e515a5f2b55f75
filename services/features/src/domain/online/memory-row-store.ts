import { rowLayout, rowText, type RowLayout } from './row-text.ts';
import type { RowStore } from './row-store.ts';
import { entityText, type ViewRows } from './view-rows.ts';

/** For tests: the same contract as Redis, in the process. */
export class MemoryRowStore implements RowStore {
  readonly #texts = new Map<string, string>();
  readonly #times = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #layouts = new Map<string, RowLayout>();

  async write({ view, rows }: ViewRows): Promise<boolean[]> {
    const layout = rowLayout(view.schema);
    this.#layouts.set(layout.id, layout);
    const clock = this.clockKeyOf(view.name);
    return rows.map((row) => {
      const key = this.keyOf(view.name, entityText(row.keys));
      const newest = Math.max(row.eventTime, Number(this.#texts.get(clock) ?? -Infinity));
      this.#texts.set(clock, String(newest));
      if (row.eventTime <= (this.#times.get(key) ?? -Infinity)) return false;
      this.#times.set(key, row.eventTime);
      this.#texts.set(key, rowText(row, layout));
      for (const listener of this.#listeners.get(key) ?? []) listener();
      return true;
    });
  }

  async read(keys: readonly string[]): Promise<(string | null)[]> {
    return keys.map((key) => this.#texts.get(key) ?? null);
  }

  async watch(key: string, listener: () => void): Promise<() => void> {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  keyOf(view: string, entity: string): string {
    return `row:${view}:{${entity}}`;
  }

  clockKeyOf(view: string): string {
    return `clock:${view}`;
  }

  async layout(id: string): Promise<RowLayout | null> {
    return this.#layouts.get(id) ?? null;
  }
}
