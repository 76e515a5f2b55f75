import { basename } from 'node:path/posix';
import { HeadroomError } from '@headroom/contracts';
import { CLOUDWATCH_MAPPING } from './cloudwatch-mapping.ts';
import { matchName, type Captures } from './file-pattern.ts';
import type { InputTable } from './input-table.ts';
import type { FileMapping, Mapping } from './mapping.ts';
import { ownColumns } from './own-columns.ts';

export interface ChosenMapping {
  readonly mapping: FileMapping;
  readonly captures: Captures;
}

/**
 * How a file is to be read: by the first entry that fits its name, the user's before ours; else by our own column
 * names. Null: nothing fits.
 * @throws INVALID_DATA for a file without a row: whatever it was to hold is missing
 */
export function chooseMapping(table: InputTable, users: Mapping | null): ChosenMapping | null {
  if (table.rows === 0) {
    throw new HeadroomError(
      'INVALID_DATA',
      `${table.file}: is empty; export it again, or leave it away`,
      { details: { file: table.file } },
    );
  }
  const name = basename(table.file);
  for (const mapping of [...(users?.files ?? []), ...CLOUDWATCH_MAPPING.files]) {
    const captures = matchName(mapping.pattern, name);
    if (captures !== null) return { mapping, captures };
  }
  const own = ownColumns(table);
  return own === null ? null : { mapping: own, captures: {} };
}
