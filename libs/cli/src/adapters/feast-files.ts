import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Definitions } from '@headroom/feature-definitions';

/** In a Feast repository a relative path begins at the repository's folder; in the feature store, elsewhere. */
export function filesIn(path: string, definitions: Definitions): Definitions {
  if (!statSync(path).isDirectory()) return definitions;
  const sources = definitions.sources.map((source) =>
    source.kind !== 'file' || isAbsolute(source.path) || /^\w+:/.test(source.path)
      ? source
      : { ...source, path: resolve(path, source.path) },
  );
  return { ...definitions, sources };
}
