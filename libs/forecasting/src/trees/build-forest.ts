import { ForecastingError } from '../error.ts';
import type { CategorySets } from './categories.ts';
import { LANES, type Forest } from './forest.ts';

/** One binary tree as a library stores it. A child c ≥ 0 is a node, c < 0 the leaf ~c. */
export interface BinaryTree {
  readonly root: number;
  readonly feature: ArrayLike<number>;
  /** A value goes left iff it is ≤ threshold. */
  readonly threshold: ArrayLike<number>;
  readonly missingLeft: ArrayLike<boolean>;
  /** Of nodes without a threshold: bits of the categories that go left. All others but missing go right. */
  readonly categories?: ReadonlyMap<number, Int32Array>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly leaf: ArrayLike<number>;
  /** How much of the training data passed a node or ended in a leaf, in any unit: what explanations weigh by. */
  readonly cover: ArrayLike<number>;
  readonly leafCover: ArrayLike<number>;
}

interface Node {
  readonly column: number;
  readonly threshold: number;
  readonly missingRight: number;
  readonly categories: Int32Array | null;
  readonly cover: number;
  /** Node, or ~leaf, in the numbering of the whole forest. */
  left: number;
  right: number;
}

/** Checks that every tree is one (features and children in range, nothing reached twice) and joins them. */
export function buildForest(trees: readonly BinaryTree[], width: number, path: string): Forest {
  const nodes: Node[] = [];
  const leaf: number[] = [];
  const leafCover: number[] = [];
  const roots = trees.map((tree, index) => {
    const fail = (wrong: string): never => {
      throw new ForecastingError('MODEL_FORMAT', `${path}: tree ${index} ${wrong}`);
    };
    return append(tree, width, { nodes, leaf, leafCover }, fail);
  });
  while (roots.length % LANES !== 0) roots.push(~0);
  return layOut({ nodes, leaf, leafCover }, roots, trees.length);
}

interface Parts {
  readonly nodes: Node[];
  readonly leaf: number[];
  readonly leafCover: number[];
}

/** Adds the tree's nodes in the order in which a walk to the left meets them; returns its root. */
function append(
  tree: BinaryTree,
  width: number,
  { nodes, leaf, leafCover }: Parts,
  fail: (wrong: string) => never,
): number {
  const seen = new Set<number>();
  const coverOf = (found: number | undefined, what: string): number =>
    found !== undefined && found >= 0 ? found : fail(`has no cover of ${what}`);
  const visit = (from: number): number => {
    if (seen.has(from)) fail(`reaches node ${from} twice`);
    seen.add(from);
    if (from < 0) {
      const value = tree.leaf[~from] ?? fail(`has no leaf ${~from}`);
      if (!Number.isFinite(value)) fail(`has the value ${value} in leaf ${~from}`);
      leafCover.push(coverOf(tree.leafCover[~from], `leaf ${~from}`));
      return ~(leaf.push(value) - 1);
    }
    const threshold = tree.threshold[from] ?? fail(`has no node ${from}`);
    if (Number.isNaN(threshold)) fail(`has no number as threshold of node ${from}`);
    const column = tree.feature[from] ?? -1;
    if (!Number.isInteger(column) || column < 0 || column >= width)
      fail(`splits on feature ${column} in node ${from}, the model has ${width} features`);
    const missingRight = tree.missingLeft[from] ? 0 : 1;
    const cover = coverOf(tree.cover[from], `node ${from}`);
    const categories = tree.categories?.get(from) ?? null;
    const node = { column, threshold, missingRight, categories, cover, left: 0, right: 0 };
    return nodes.push(node) - 1;
  };
  // An explicit stack: a file may hold a chain deeper than the call stack.
  const root = visit(tree.root);
  const open = root < 0 ? [] : [{ from: tree.root, at: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { from, at } = next;
    const node = nodes[at] ?? fail(`has no node ${from}`);
    const left = tree.left[from] ?? fail(`has no left child in node ${from}`);
    const right = tree.right[from] ?? fail(`has no right child in node ${from}`);
    node.left = visit(left);
    node.right = visit(right);
    if (node.right >= 0) open.push({ from: right, at: node.right });
    if (node.left >= 0) open.push({ from: left, at: node.left });
  }
  return root;
}

function layOut(
  { nodes, leaf, leafCover }: Parts,
  roots: readonly number[],
  trees: number,
): Forest {
  const used = [...new Set(nodes.map((node) => node.column))].sort((a, b) => a - b);
  const slot = new Map(used.map((column, i) => [column, i]));
  const firstLeaf = nodes.length;
  const place = (child: number): number => (child < 0 ? firstLeaf + ~child : child);
  const size = firstLeaf + leaf.length;
  const key = new Int32Array(size);
  const threshold = new Float64Array(size);
  const child = Int32Array.from({ length: 2 * size }, (_, i) => i >> 1);
  nodes.forEach((node, n) => {
    key[n] = 2 * (slot.get(node.column) ?? 0) + node.missingRight;
    threshold[n] = node.threshold;
    child[2 * n] = place(node.left);
    child[2 * n + 1] = place(node.right);
  });
  return {
    trees,
    used: Int32Array.from(used),
    roots: Int32Array.from(roots, place),
    key,
    threshold,
    child,
    categories: categorySets(nodes),
    firstLeaf,
    leaf: Float64Array.from(leaf),
    cover: Float64Array.from([...nodes.map(({ cover }) => cover), ...leafCover]),
  };
}

function categorySets(nodes: readonly Node[]): CategorySets | null {
  const sets = nodes.flatMap(({ categories }) => categories ?? []);
  if (sets.length === 0) return null;
  const start = new Int32Array(sets.length + 1);
  sets.forEach((words, s) => (start[s + 1] = (start[s] as number) + words.length));
  const words = new Int32Array(start[sets.length] as number);
  sets.forEach((set, s) => words.set(set, start[s]));
  let next = 0;
  const set = Int32Array.from(nodes, ({ categories }) => (categories === null ? -1 : next++));
  return { set, start, words };
}
