export const firstOf = <T>(map: ReadonlyMap<unknown, T>): T | null => [...map.values()][0] ?? null;
