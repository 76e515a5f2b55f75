import { ForecastingError } from '../error.ts';
import { sideOf, type Forest, type Walk } from '../trees/forest.ts';
import { FeaturePath } from './feature-path.ts';

/** Time and scratch memory grow with the square of a tree's depth, and the walk recurses. */
const MAX_DEPTH = 512;

export interface TreeShap {
  /** Mean of the forest over its training data, as its covers tell. */
  readonly expected: number;
  /** Overwrites `out`, by model column, with the Shapley values of the row in the walk. */
  contributions(walk: Walk, out: Float64Array): void;
}

/** @throws ForecastingError MODEL_FORMAT for a tree that is too deep */
export function createTreeShap(forest: Forest): TreeShap {
  const { used, roots, key, child, firstLeaf, leaf } = forest;
  const { depth, expected } = survey(forest);
  const path = new FeaturePath(depth);
  const phi = new Float64Array(used.length);

  const descend = (walk: Walk, node: number): void => {
    if (node >= firstLeaf) {
      path.attribute(leaf[node - firstLeaf] as number, phi);
      return;
    }
    const column = (key[node] as number) >> 1;
    const own = sideOf(forest, walk, node);
    for (let side = 0; side < 2; side++) {
      const to = child[2 * node + side] as number;
      if (!path.enter(column, share(forest, node, to), side === own)) continue;
      descend(walk, to);
      path.leave();
    }
  };
  return {
    expected,
    contributions(walk, out) {
      phi.fill(0);
      for (let t = 0; t < forest.trees; t++) descend(walk, roots[t] as number);
      out.fill(0);
      for (let i = 0; i < used.length; i++) out[used[i] as number] = phi[i] as number;
    },
  };
}

/** What part of a node's training rows goes on to a child; none where the node has none. */
function share({ cover }: Forest, node: number, child: number): number {
  return cover[node] === 0 ? 0 : (cover[child] as number) / (cover[node] as number);
}

/** The greatest number of questions in one tree, and the mean value of the forest. */
function survey(forest: Forest): { depth: number; expected: number } {
  const { roots, child, firstLeaf, leaf, trees } = forest;
  let deepest = 0;
  let expected = 0;
  for (let t = 0; t < trees; t++) {
    const open = [{ node: roots[t] as number, depth: 0, weight: 1 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node, depth, weight } = next;
      if (depth > MAX_DEPTH)
        throw new ForecastingError(
          'MODEL_FORMAT',
          `tree ${t} is deeper than ${MAX_DEPTH} levels, too deep to explain; train with a smaller max_depth`,
        );
      deepest = Math.max(deepest, depth);
      if (node >= firstLeaf) expected += weight * (leaf[node - firstLeaf] as number);
      else
        for (const side of [0, 1]) {
          const to = child[2 * node + side] as number;
          open.push({ node: to, depth: depth + 1, weight: weight * share(forest, node, to) });
        }
    }
  }
  return { depth: deepest, expected };
}
