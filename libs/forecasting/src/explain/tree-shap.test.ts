import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildForest, type BinaryTree } from '../trees/build-forest.ts';
import { createWalk, type Walk } from '../trees/forest.ts';
import { createTreeShap } from './tree-shap.ts';

const WIDTH = 4;

type Nested =
  | { readonly leaf: number; readonly cover: number }
  | { readonly feature: number; readonly left: Nested; readonly right: Nested };

/** Every feature is split at 0; a leaf may have seen no training row. */
const { tree: nested } = fc.letrec<{ tree: Nested }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.record({ leaf: fc.integer({ min: -8, max: 8 }), cover: fc.nat(3) }),
    fc.record({ feature: fc.nat(WIDTH - 1), left: tie('tree'), right: tie('tree') }),
  ),
}));

const coverOf = (tree: Nested): number =>
  'leaf' in tree ? tree.cover : coverOf(tree.left) + coverOf(tree.right);

function flatten(tree: Nested): BinaryTree {
  const [feature, left, right, cover]: number[][] = [[], [], [], []];
  const [leaf, leafCover]: number[][] = [[], []];
  const add = (node: Nested): number => {
    if ('leaf' in node) {
      leafCover?.push(node.cover);
      return ~((leaf?.push(node.leaf) ?? 0) - 1);
    }
    const [l, r] = [add(node.left), add(node.right)];
    left?.push(l);
    right?.push(r);
    cover?.push(coverOf(node));
    return (feature?.push(node.feature) ?? 0) - 1;
  };
  const root = add(tree);
  const nodes = feature?.length ?? 0;
  return {
    root,
    feature: feature ?? [],
    threshold: new Float64Array(nodes),
    missingLeft: [],
    left: left ?? [],
    right: right ?? [],
    leaf: leaf ?? [],
    cover: cover ?? [],
    leafCover: leafCover ?? [],
  };
}

/** The tree's value where only some features are known: by the row's way, else by the covers. */
function valueOf(tree: Nested, x: readonly number[], known: number): number {
  if ('leaf' in tree) return tree.leaf;
  const [left, right] = [valueOf(tree.left, x, known), valueOf(tree.right, x, known)];
  if ((known >> tree.feature) & 1) return (x[tree.feature] ?? 0) > 0 ? right : left;
  const all = coverOf(tree);
  if (all === 0) return 0;
  return (coverOf(tree.left) * left + coverOf(tree.right) * right) / all;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Shapley's own definition, over all subsets. */
function shapley(tree: Nested, x: readonly number[], feature: number): number {
  let sum = 0;
  for (let set = 0; set < 2 ** WIDTH; set++) {
    if ((set >> feature) & 1) continue;
    const size = [0, 1, 2, 3].filter((i) => (set >> i) & 1).length;
    const weight = (factorial(size) * factorial(WIDTH - size - 1)) / factorial(WIDTH);
    sum += weight * (valueOf(tree, x, set | (1 << feature)) - valueOf(tree, x, set));
  }
  return sum;
}

describe('tree SHAP', () => {
  it("gives the values of Shapley's definition, also where no training row went", () => {
    fc.assert(
      fc.property(
        fc.array(nested, { minLength: 1, maxLength: 3 }),
        fc.array(fc.constantFrom(-1, 1), { minLength: WIDTH, maxLength: WIDTH }),
        (trees, x) => {
          const forest = buildForest(trees.map(flatten), WIDTH, 'model');
          const walk: Walk = createWalk(forest);
          forest.used.forEach((column, i) => (walk.x[i] = x[column] ?? 0));
          const shap = createTreeShap(forest);
          const values = new Float64Array(WIDTH).fill(NaN);
          shap.contributions(walk, values);
          const sum = (of: (tree: Nested) => number) =>
            trees.reduce((total, tree) => total + of(tree), 0);
          values.forEach((value, feature) =>
            expect(value).toBeCloseTo(
              sum((tree) => shapley(tree, x, feature)),
              9,
            ),
          );
          expect(shap.expected).toBeCloseTo(
            sum((tree) => valueOf(tree, x, 0)),
            9,
          );
          expect(values.reduce((a, b) => a + b, shap.expected)).toBeCloseTo(
            sum((tree) => valueOf(tree, x, 2 ** WIDTH - 1)),
            9,
          );
        },
      ),
    );
  });
});
