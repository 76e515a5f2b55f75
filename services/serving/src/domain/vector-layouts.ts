import { onlineLayout, VECTOR_VIEWS, type OnlineLayout } from '@headroom/feature-engine';

const known = new Map<number, ReadonlyMap<string, OnlineLayout>>();

/**
 * What a vector holds, by its definition hash: columns of all views, or of those that the operator has the feature store
 * compute. Undefined for definitions of another release or cadence.
 */
export function layoutOf(hash: string, cadenceMs: number): OnlineLayout | undefined {
  let layouts = known.get(cadenceMs);
  if (layouts === undefined) {
    layouts = new Map(
      choices(VECTOR_VIEWS)
        .filter((views) => views.includes('workload_features'))
        .map((views) => onlineLayout(cadenceMs, views))
        .map((layout) => [layout.hash, layout]),
    );
    known.set(cadenceMs, layouts);
  }
  return layouts.get(hash);
}

function choices<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  const others = choices(rest);
  return [...others, ...others.map((choice) => [first, ...choice])];
}
