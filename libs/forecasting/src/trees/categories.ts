/** Sets of categories, as bits, that splits send to the left. */
export interface CategorySets {
  /** Which set a node asks for, −1 where it has a threshold. */
  readonly set: Int32Array;
  /** Set s is words[start[s]] to words[start[s + 1] − 1], category c bit c % 32 of word c / 32. */
  readonly start: Int32Array;
  readonly words: Int32Array;
}

/** No library has categories from here on; a file that does would ask for memory without end. */
export const MAX_CATEGORIES = 2 ** 24;

/** Whether a number, its fraction cut off, is in the set; negative ones and NaN are in none. */
export function isMember({ start, words }: CategorySets, set: number, category: number): boolean {
  const from = start[set] as number;
  const size = (start[set + 1] as number) - from;
  if (!(category >= 0 && category < 32 * size)) return false;
  const at = Math.trunc(category);
  return (((words[from + (at >> 5)] as number) >>> (at & 31)) & 1) === 1;
}

/** The bits of a list of categories; null if one is none. */
export function bitsOf(categories: readonly number[]): Int32Array | null {
  let highest = -1;
  for (const category of categories) {
    if (!Number.isInteger(category) || category < 0 || category >= MAX_CATEGORIES) return null;
    if (category > highest) highest = category;
  }
  const words = new Int32Array((highest >> 5) + 1);
  for (const category of categories)
    words[category >> 5] = (words[category >> 5] as number) | (1 << (category & 31));
  return words;
}
