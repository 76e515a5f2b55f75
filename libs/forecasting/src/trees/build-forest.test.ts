import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTreeShap } from '../explain/tree-shap.ts';
import { buildForest, type BinaryTree } from './build-forest.ts';
import { createWalk, walkTrees } from './forest.ts';

/** A tree as nested data, from which the library's arrays are made in any order of nodes. */
type Nested =
  | { readonly leaf: number }
  | {
      readonly feature: number;
      readonly threshold: number;
      readonly missingLeft: boolean;
      readonly left: Nested;
      readonly right: Nested;
    };

const WIDTH = 3;
const value = fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 2);
const { tree: nested } = fc.letrec<{ tree: Nested }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.record({ leaf: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({
      feature: fc.nat(WIDTH - 1),
      threshold: fc.oneof(value, fc.constant(Infinity)),
      missingLeft: fc.boolean(),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
}));
const cell = fc.oneof(value, fc.constant(NaN), fc.constant(Infinity));
const row = fc.array(cell, { minLength: WIDTH, maxLength: WIDTH });

function descend(tree: Nested, x: readonly number[]): number {
  if ('leaf' in tree) return tree.leaf;
  const v = x[tree.feature] ?? NaN;
  const left = Number.isNaN(v) ? tree.missingLeft : v <= tree.threshold;
  return descend(left ? tree.left : tree.right, x);
}

function flatten(tree: Nested): BinaryTree {
  const out = {
    feature: [] as number[],
    threshold: [] as number[],
    missingLeft: [] as boolean[],
    left: [] as number[],
    right: [] as number[],
    leaf: [] as number[],
    cover: [] as number[],
    leafCover: [] as number[],
  };
  const add = (node: Nested): number => {
    if ('leaf' in node) {
      out.leafCover.push(1);
      return ~(out.leaf.push(node.leaf) - 1);
    }
    // Children first: the walk must not rely on a child's number being higher than its parent's.
    const right = add(node.right);
    const left = add(node.left);
    out.left.push(left);
    out.right.push(right);
    out.cover.push(2);
    out.threshold.push(node.threshold);
    out.missingLeft.push(node.missingLeft);
    return out.feature.push(node.feature) - 1;
  };
  return { root: add(tree), ...out };
}

describe('a forest', () => {
  it('arrives at the leaf that descending each tree by itself arrives at', () => {
    fc.assert(
      fc.property(fc.array(nested, { maxLength: 9 }), row, (trees, x) => {
        const forest = buildForest(trees.map(flatten), WIDTH, 'model');
        const walk = createWalk(forest);
        forest.used.forEach((column, i) => {
          walk.x[i] = x[column] ?? NaN;
          walk.missing[i] = Number(Number.isNaN(x[column]));
        });
        walkTrees(forest, walk);
        expect(Array.from(walk.leaves.subarray(0, trees.length))).toEqual(
          trees.map((tree) => descend(tree, x)),
        );
      }),
    );
  });

  it('holds a chain deeper than the call stack', () => {
    const depth = 60_000;
    const chain: BinaryTree = {
      root: 0,
      feature: new Int32Array(depth),
      threshold: Float64Array.from({ length: depth }, (_, i) => i),
      missingLeft: [],
      left: Int32Array.from({ length: depth }, (_, i) => ~i),
      right: Int32Array.from({ length: depth }, (_, i) => (i + 1 < depth ? i + 1 : ~depth)),
      leaf: Float64Array.from({ length: depth + 1 }, (_, i) => i),
      cover: new Float64Array(depth),
      leafCover: new Float64Array(depth + 1),
    };
    const forest = buildForest([chain], 1, 'model');
    const walk = createWalk(forest);
    walk.x[0] = depth - 2;
    walkTrees(forest, walk);
    expect(walk.leaves[0]).toBe(depth - 2);
    expect(() => createTreeShap(forest)).toThrow('too deep to explain');
  });
});
