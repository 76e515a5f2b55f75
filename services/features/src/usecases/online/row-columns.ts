import { NO_TIME } from '../../domain/online/event-time.ts';
import { linesOf } from '../../domain/online/row-text.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import { NOT_FOUND, OUTSIDE_MAX_AGE, type ViewColumns } from './online-answer.ts';
import type { RowsPlan } from './read-plan.ts';

/** Lines of a plan's fields in rows of older layouts. Plans live as long as the definitions they are of. */
type OlderLayouts = Map<string, readonly number[]>;

/** Turns rows of the store into columns. */
export class RowColumns {
  readonly #store: Pick<RowStore, 'layout'>;
  readonly #older = new WeakMap<RowsPlan, OlderLayouts>();

  constructor(store: Pick<RowStore, 'layout'>) {
    this.#store = store;
  }

  /**
   * @param texts holds the view's row of each entity from `start` on
   * @param now by the view's clock, in epoch milliseconds
   */
  async columns(
    plan: RowsPlan,
    texts: readonly (string | null)[],
    { start, rows, now }: { readonly start: number; readonly rows: number; readonly now: number },
  ): Promise<ViewColumns> {
    const oldest = (now - plan.ttlMs) * 1000;
    const cells = plan.fields.map(() => new Array<ValueText>(rows).fill(NULL));
    const times = new Array<string>(rows).fill(NO_TIME);
    const states = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const text = texts[start + row] ?? null;
      if (text === null) {
        states[row] = NOT_FOUND;
        continue;
      }
      const lines = text.split('\n');
      const layout = lines[2] ?? '';
      const places = layout === plan.layoutId ? plan.lines : await this.#linesOfOlder(plan, layout);
      times[row] = lines[1] ?? NO_TIME;
      if (Number(lines[0]) < oldest) states[row] = OUTSIDE_MAX_AGE;
      for (let field = 0; field < cells.length; field++) {
        const column = cells[field];
        if (column !== undefined) column[row] = lines[places[field] ?? -1] ?? NULL;
      }
    }
    return { cells, times, states };
  }

  async #linesOfOlder(plan: RowsPlan, id: string): Promise<readonly number[]> {
    const older = this.#older.get(plan) ?? new Map<string, readonly number[]>();
    this.#older.set(plan, older);
    const known = older.get(id);
    if (known !== undefined) return known;
    const layout = await this.#store.layout(id);
    const lines = layout === null ? [] : linesOf(layout, plan.fields);
    older.set(id, lines);
    return lines;
  }
}
