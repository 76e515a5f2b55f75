import { NO_TIME } from '../../domain/online/event-time.ts';
import { linesOf } from '../../domain/online/row-text.ts';
import type { RowStore } from '../../domain/online/row-store.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import { NOT_FOUND, OUTSIDE_MAX_AGE, type ViewColumns } from './online-answer.ts';
import type { RowsPlan } from './read-plan.ts';

/** Lines of a plan's fields in rows of older layouts. Plans live as long as the definitions they are of. */
type OlderLayouts = Map<LayoutId, readonly number[]>;
type LayoutId = string;

/** The rows of one view among those of a request. */
interface Stretch {
  /** Where the view's row of the first entity stands. */
  readonly start: number;
  readonly rows: number;
  /** By the view's clock, in epoch milliseconds. */
  readonly now: number;
}

/** Turns rows of the store into columns. */
export class RowColumns {
  readonly #store: Pick<RowStore, 'layout'>;
  readonly #older = new WeakMap<RowsPlan, OlderLayouts>();

  constructor(store: Pick<RowStore, 'layout'>) {
    this.#store = store;
  }

  /** No promise, which would cost as much as the values: the id of a layout that is to be learned first is told instead. */
  columns(
    plan: RowsPlan,
    texts: readonly (string | null)[],
    { start, rows, now }: Stretch,
  ): ViewColumns | LayoutId {
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
      const places = layout === plan.layoutId ? plan.lines : this.#older.get(plan)?.get(layout);
      if (places === undefined) return layout;
      times[row] = lines[1] ?? NO_TIME;
      if (Number(lines[0]) < oldest) states[row] = OUTSIDE_MAX_AGE;
      for (let field = 0; field < cells.length; field++) {
        const column = cells[field];
        if (column !== undefined) column[row] = lines[places[field] ?? -1] ?? NULL;
      }
    }
    return { cells, times, states };
  }

  async learn(plan: RowsPlan, id: LayoutId): Promise<void> {
    const older = this.#older.get(plan) ?? new Map<LayoutId, readonly number[]>();
    this.#older.set(plan, older);
    const layout = await this.#store.layout(id);
    older.set(id, layout === null ? [] : linesOf(layout, plan.fields));
  }
}
