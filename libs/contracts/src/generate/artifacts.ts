import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { asyncApiDocument } from './asyncapi.ts';
import { jsonEvents, jsonSchema } from './json-events.ts';
import { sortedJson } from './sorted-json.ts';

const room = resolve(import.meta.dirname, '../..');
export const GENERATED = join(room, 'generated');
export const FIXTURES = join(room, 'fixtures');

/** Files by path within their folder. */
export type Files = ReadonlyMap<string, string>;

/** What `generated/` holds: a schema per topic and the AsyncAPI document. */
export function generatedFiles(): Files {
  const files = new Map([['asyncapi.json', sortedJson(asyncApiDocument())]]);
  for (const event of jsonEvents()) {
    const schema = jsonSchema(event, 'draft-2020-12');
    for (const { name, description } of event.topics) {
      const described = { ...schema, $id: `urn:headroom:event:${name}`, title: name, description };
      files.set(`${name}.schema.json`, sortedJson(described));
    }
  }
  return files;
}

/** What `fixtures/` holds of today: the schema of every event under its version. */
export function frozenSchemas(): Files {
  return new Map(
    jsonEvents().map((event) => [
      join(event.name, `v${event.version}`, 'schema.json'),
      sortedJson(jsonSchema(event, 'draft-2020-12')),
    ]),
  );
}

/** Paths that a folder and what it should hold differ in: changed, missing or left over. */
export function differences(folder: string, expected: Files): string[] {
  const found = new Map(
    listFiles(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
  const paths = new Set([...found.keys(), ...expected.keys()]);
  return [...paths].filter((path) => found.get(path) !== expected.get(path)).sort();
}

export function write(folder: string, files: Files): void {
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

export function replace(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  write(folder, files);
}

export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
