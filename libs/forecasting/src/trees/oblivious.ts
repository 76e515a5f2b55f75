import { buildForest, type BinaryTree } from './build-forest.ts';
import { bitsOf } from './categories.ts';
import type { CategoryCodes } from './catboost-columns.ts';
import type { Forest } from './forest.ts';

/** Oblivious trees: all nodes of a level ask the same question, so a leaf's number is the answers' bits. */
export interface ObliviousForest {
  /** What splits compare: a column's number, or whether its category is a certain one (then 1, else 0). */
  readonly used: Int32Array;
  /** The code of that category, −1 for numbers. */
  readonly category: Int32Array;
  readonly codes: readonly (CategoryCodes | null)[];
  /** Whether NaN counts as above every border. */
  readonly missingAbove: Uint8Array;
  /** Tree t's splits are [splitStart[t], splitStart[t + 1]). */
  readonly splitStart: Int32Array;
  readonly feature: Int32Array;
  readonly border: Float64Array;
  readonly leafStart: Int32Array;
  readonly leaf: Float64Array;
  /** Weight of the training rows in each leaf. */
  readonly weight: Float64Array;
  readonly scale: number;
  readonly bias: number;
}

/**
 * The same trees node by node, as explanations walk them. The last split stands at the root: the order changes no
 * prediction, but its attribution, and this is the one that CatBoost explains.
 */
export function binaryForest(forest: ObliviousForest, width: number): Forest {
  const trees = Array.from(forest.leafStart, (_, tree) => binaryTree(forest, tree));
  return buildForest(trees, width, 'catboost model');
}

function binaryTree(forest: ObliviousForest, tree: number): BinaryTree {
  const { used, category, missingAbove, splitStart, feature, border, leafStart, leaf, weight } =
    forest;
  const first = splitStart[tree] as number;
  const depth = (splitStart[tree + 1] as number) - first;
  const from = leafStart[tree] as number;
  const leaves = 2 ** depth;
  const nodes = leaves - 1;
  const leafCover = weight.subarray(from, from + leaves);
  const cover = new Float64Array(nodes);
  // Node 2^d − 1 + p of level d holds the leaves whose highest d bits are p.
  const levelOf = (node: number): number => 31 - Math.clz32(node + 1);
  const prefixOf = (node: number): number => node + 1 - 2 ** levelOf(node);
  leafCover.forEach((rows, at) => {
    for (let level = 0; level < depth; level++) {
      const node = 2 ** level - 1 + (at >> (depth - level));
      cover[node] = (cover[node] as number) + rows;
    }
  });
  const split = (node: number): number => first + depth - 1 - levelOf(node);
  const child = (node: number, bit: number): number => {
    const level = levelOf(node) + 1;
    const prefix = 2 * prefixOf(node) + bit;
    return level === depth ? ~prefix : 2 ** level - 1 + prefix;
  };
  const each = <T>(make: (node: number) => T): T[] =>
    Array.from({ length: nodes }, (_, n) => make(n));
  const codeOf = (node: number): number => category[feature[split(node)] as number] as number;
  const sets = each((n) => n)
    .filter((n) => codeOf(n) >= 0)
    .map((n) => [n, bitsOf([codeOf(n)]) ?? new Int32Array()] as const);
  // A forest sends a set's categories to the left, where the library has them above: such a node is mirrored.
  const below = (node: number): number => Number(codeOf(node) >= 0);
  return {
    root: depth === 0 ? ~0 : 0,
    feature: each((n) => used[feature[split(n)] as number] as number),
    threshold: each((n) => border[split(n)] as number),
    missingLeft: each((n) => missingAbove[feature[split(n)] as number] !== 1),
    categories: new Map(sets),
    left: each((n) => child(n, below(n))),
    right: each((n) => child(n, 1 - below(n))),
    leaf: leaf.subarray(from, from + leaves),
    cover,
    leafCover,
  };
}
