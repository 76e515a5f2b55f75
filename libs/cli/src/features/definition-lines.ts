import type { VersionSummary } from '@headroom/feature-definitions';
import { tableLines } from '../table-lines.ts';

/** Definitions, or versions of one, a line each. */
export const definitionLines = (definitions: readonly VersionSummary[]): string[] =>
  tableLines([
    ['KIND', 'NAME', 'VERSION', 'HASH', 'AUTHOR', 'SINCE'],
    ...definitions.map(({ kind, name, version, content_hash, author, created_at }) => [
      kind,
      name,
      String(version),
      content_hash.slice(0, 12),
      author,
      `${created_at.slice(0, 19).replace('T', ' ')} UTC`,
    ]),
  ]);
