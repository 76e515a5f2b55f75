import type { CatboostColumns, CategoryCodes } from './catboost-columns.ts';
import type { Forest, Walk } from './forest.ts';
import type { ObliviousForest } from './oblivious.ts';

interface Slot {
  readonly column: number;
  readonly category: number;
  readonly codes: CategoryCodes | null;
}

/** The different questions of all splits, border aside: numbers of columns, and single categories of columns. */
export class Slots {
  readonly #columns: CatboostColumns;
  readonly #slots: Slot[] = [];
  readonly #index = new Map<string, number>();
  readonly #codes = new Map<number, Map<number, number>>();
  readonly #counts = new Map<number, number>();

  constructor(columns: CatboostColumns) {
    this.#columns = columns;
  }

  ofNumber(column: number): number {
    return this.#slot(`${column}`, () => ({ column, category: -1, codes: null }));
  }

  ofCategory(column: number, hash: number): number {
    return this.#slot(`${column}=${hash}`, () => {
      const codes = this.#codes.get(column) ?? new Map<number, number>();
      this.#codes.set(column, codes);
      const category = this.#counts.get(column) ?? 0;
      this.#counts.set(column, category + 1);
      for (const number of this.#columns.byHash.get(hash) ?? []) codes.set(number, category);
      return { column, category, codes };
    });
  }

  listed(): Pick<ObliviousForest, 'used' | 'category' | 'codes' | 'missingAbove'> {
    const slots = this.#slots;
    return {
      used: Int32Array.from(slots, ({ column }) => column),
      category: Int32Array.from(slots, ({ category }) => category),
      codes: slots.map(({ codes }) => codes),
      missingAbove: Uint8Array.from(slots, ({ column }) =>
        this.#columns.missingAbove[column] ? 1 : 0,
      ),
    };
  }

  #slot(key: string, make: () => Slot): number {
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.#slots.push(make()) - 1;
    this.#index.set(key, index);
    return index;
  }
}

/** Fills in whether each asked category is the row's; false for a row with one that the library refuses. */
type CategoryReader = (row: Float64Array) => boolean;

export function oneHotReader(
  { category, codes }: ObliviousForest,
  source: Int32Array,
  x: Float64Array,
): CategoryReader {
  const asked = codes.flatMap((map, i) => (map === null ? [] : [{ map, i }]));
  return (row) => {
    for (const { map, i } of asked) {
      const value = row[source[i] as number] as number;
      if (!Number.isInteger(value)) return false;
      x[i] = Number(map.get(value) === category[i]);
    }
    return true;
  };
}

/** The same for explanations, whose trees ask a column for the code of its category. */
export function codeReader(
  { used, codes }: ObliviousForest,
  forest: Forest,
  positions: Int32Array,
  { x, missing }: Walk,
): CategoryReader {
  const asked = Array.from(forest.used, (column, i) => ({ column, i })).flatMap(({ column, i }) => {
    const map = codes[used.indexOf(column)] ?? null;
    return map === null ? [] : [{ map, i, source: positions[column] as number }];
  });
  return (row) => {
    for (const { map, i, source } of asked) {
      const value = row[source] as number;
      if (!Number.isInteger(value)) return false;
      x[i] = map.get(value) ?? -1;
      missing[i] = 0;
    }
    return true;
  };
}
