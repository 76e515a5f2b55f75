import { isMember, type CategorySets } from './categories.ts';

/** Trees walked at once: their loads overlap, where one walk alone waits for each of its own. */
export const LANES = 4;

/**
 * All binary trees of a booster in one set of arrays: first the nodes, then the leaves, whose children are
 * themselves, so that a walk that has arrived stays.
 */
export interface Forest {
  readonly trees: number;
  /** Model columns that any split reads, ascending; `key` refers to this list. */
  readonly used: Int32Array;
  /** Where each tree begins, padded with leaves to a multiple of `LANES`. */
  readonly roots: Int32Array;
  /** Index into `used` × 2, plus 1 if NaN goes right. */
  readonly key: Int32Array;
  /** A value above it goes right. */
  readonly threshold: Float64Array;
  /** Left and right child of n at 2n and 2n + 1. */
  readonly child: Int32Array;
  /** Null where every node has a threshold. */
  readonly categories: CategorySets | null;
  readonly firstLeaf: number;
  readonly leaf: Float64Array;
  /** Training data that passed each node and leaf; scoring doesn't read it. */
  readonly cover: Float64Array;
}

/** What walking one row needs; made once for all rows. */
export interface Walk {
  /** The row's used columns, to be filled. */
  readonly x: Float64Array;
  /** 1 where x is NaN, to be filled. */
  readonly missing: Int32Array;
  /** The value of the leaf that each tree arrives at. */
  readonly leaves: Float64Array;
}

export function createWalk(forest: Forest): Walk {
  // A forest of bare leaves reads no column, yet each lane looks at one.
  const width = Math.max(1, forest.used.length);
  return {
    x: new Float64Array(width),
    missing: new Int32Array(width),
    leaves: new Float64Array(forest.roots.length),
  };
}

/**
 * Fills `leaves`. Comparisons become numbers, not branches: which way a split goes is a coin toss that no branch
 * predictor learns. The four lanes are written out because a helper would be a closure or a call with nine arguments,
 * and either costs half of the speed. Indexes were checked when the forest was built.
 */
export function walkTrees(forest: Forest, walk: Walk): void {
  if (forest.categories !== null) {
    walkOneByOne(forest, walk);
    return;
  }
  const { roots, key, threshold, child, firstLeaf, leaf } = forest;
  const { x, missing, leaves } = walk;
  for (let t = 0; t < roots.length; t += LANES) {
    let a = roots[t] as number;
    let b = roots[t + 1] as number;
    let c = roots[t + 2] as number;
    let d = roots[t + 3] as number;
    while (a < firstLeaf || b < firstLeaf || c < firstLeaf || d < firstLeaf) {
      const ka = key[a] as number;
      const kb = key[b] as number;
      const kc = key[c] as number;
      const kd = key[d] as number;
      const aboveA = Number((x[ka >> 1] as number) > (threshold[a] as number));
      const aboveB = Number((x[kb >> 1] as number) > (threshold[b] as number));
      const aboveC = Number((x[kc >> 1] as number) > (threshold[c] as number));
      const aboveD = Number((x[kd >> 1] as number) > (threshold[d] as number));
      a = child[2 * a + (aboveA | (ka & (missing[ka >> 1] as number)))] as number;
      b = child[2 * b + (aboveB | (kb & (missing[kb >> 1] as number)))] as number;
      c = child[2 * c + (aboveC | (kc & (missing[kc >> 1] as number)))] as number;
      d = child[2 * d + (aboveD | (kd & (missing[kd >> 1] as number)))] as number;
    }
    leaves[t] = leaf[a - firstLeaf] as number;
    leaves[t + 1] = leaf[b - firstLeaf] as number;
    leaves[t + 2] = leaf[c - firstLeaf] as number;
    leaves[t + 3] = leaf[d - firstLeaf] as number;
  }
}

function walkOneByOne(forest: Forest, walk: Walk): void {
  const { trees, roots, child, firstLeaf, leaf } = forest;
  for (let t = 0; t < trees; t++) {
    let at = roots[t] as number;
    while (at < firstLeaf) at = child[2 * at + sideOf(forest, walk, at)] as number;
    walk.leaves[t] = leaf[at - firstLeaf] as number;
  }
}

/** Where the row goes at a node: 0 to the left, 1 to the right. */
export function sideOf({ key, threshold, categories }: Forest, walk: Walk, node: number): 0 | 1 {
  const k = key[node] as number;
  const x = walk.x[k >> 1] as number;
  if ((walk.missing[k >> 1] as number) === 1) return (k & 1) === 1 ? 1 : 0;
  const set = categories === null ? -1 : (categories.set[node] as number);
  if (categories === null || set < 0) return x > (threshold[node] as number) ? 1 : 0;
  return isMember(categories, set, x) ? 0 : 1;
}
