import type { Difference } from './answers.ts';
import { canonicalText } from './canonical-text.ts';

/** What differs between two JSON values, leaf by leaf; lists of named things are compared by name. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (canonicalText(before ?? null) === canonicalText(after ?? null)) return [];
  const left = parts(before);
  const right = parts(after);
  if (left === null || right === null) {
    return [
      {
        path,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  }
  const keys = new Set([...left.keys(), ...right.keys()]);
  const inside = [...keys].flatMap((key) =>
    differences(left.get(key), right.get(key), path === '' ? key : `${path}.${key}`),
  );
  // The same things in another order.
  return inside.length > 0
    ? inside
    : [{ path, before: [...left.keys()], after: [...right.keys()] }];
}

function parts(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const items: readonly unknown[] = value;
  const names = items.map(nameOf);
  const isNamed = names.every((name) => name !== null) && new Set(names).size === names.length;
  return isNamed ? new Map(items.map((item, i) => [names[i] ?? '', item])) : null;
}

function nameOf(item: unknown): string | null {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return null;
  if ('name' in item && typeof item.name === 'string') return item.name;
  return 'view' in item && typeof item.view === 'string' ? item.view : null;
}
