import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CommandError } from '../command-error.ts';

/** Writes a Feast repository whose online store is ours. @throws CONFLICT where there is one already */
export function writeFeastRepository(
  folder: string,
  { project, url, definitionsPy }: { project: string; url: string; definitionsPy: string },
): readonly string[] {
  const store = join(folder, 'feature_store.yaml');
  const program = join(folder, 'definitions.py');
  for (const file of [store, program]) {
    if (!existsSync(file)) continue;
    throw new CommandError('CONFLICT', `${file} is there already; name another folder`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    store,
    stringify({
      project,
      registry: 'data/registry.db',
      provider: 'local',
      online_store: { type: 'remote', path: url },
      offline_store: { type: 'file' },
      entity_key_serialization_version: 3,
    }),
  );
  writeFileSync(program, definitionsPy);
  return [store, program];
}
