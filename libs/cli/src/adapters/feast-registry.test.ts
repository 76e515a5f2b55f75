import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Definitions, problemsOf } from '@headroom/feature-definitions';
import { expect, it, onTestFinished } from 'vitest';
import { fromFeast } from '../feast/from-feast.ts';
import { filesIn } from './feast-files.ts';
import { readFeastRegistry } from './feast-registry.ts';

/** Written by `feast apply` of Feast 0.67. */
const REPOSITORY = join(import.meta.dirname, '../../fixtures/feast');
const REGISTRY = join(REPOSITORY, 'registry.db');

it('reads what genuine Feast wrote, from its folder as from the file', () => {
  const registry = readFeastRegistry(REPOSITORY, undefined);
  expect(readFeastRegistry(REGISTRY, 'shop')).toEqual(registry);
  const { definitions, leftOut } = fromFeast(registry);
  expect(leftOut).toEqual([
    { name: 'extra', reason: 'a feature view: all have types that are not supported' },
  ]);
  expect(problemsOf(Definitions.parse(definitions))).toEqual([]);
  expect(definitions).toMatchSnapshot();
});

it.each([
  [REGISTRY, 'stock', /projects are shop; name the one you mean with --project/],
  ['/nowhere', undefined, /\/nowhere is not there; name a Feast repository or registry\.db/],
])('says what is wrong with %s, project %s', (path, project, message) => {
  expect(() => readFeastRegistry(path, project)).toThrow(message);
});

it.each([
  ['registry.db', 'no protobuf at all', /is no Feast registry/],
  ['feature_store.yaml', 'registry: registry.db', /feature_store\.yaml:\n.*expected string/],
  ['feature_store.yaml', 'project: shop', /data\/registry\.db cannot be read; run `feast apply`/],
  [
    'feature_store.yaml',
    'project: shop\nregistry: { registry_type: sql, path: postgresql://x }',
    /the registry is postgresql:\/\/x \(sql\), not a file/,
  ],
  ['feature_store.yaml', 'project: shop\nregistry: s3://bucket/registry.db', /not a file/],
])('says what is wrong in %s: %s', (name, text, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-feast-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  const path = name === 'registry.db' ? join(folder, name) : folder;
  expect(() => readFeastRegistry(path, undefined)).toThrow(message);
});

it('finds the files of a repository from its folder', () => {
  const { definitions } = fromFeast(readFeastRegistry(REPOSITORY, undefined));
  const paths = (path: string) =>
    filesIn(path, definitions).sources.flatMap((source) =>
      source.kind === 'file' ? [source.path] : [],
    );
  const kept = paths(REGISTRY);
  expect(kept.length).toBeGreaterThan(0);
  expect(paths(REPOSITORY)).toEqual(kept.map((path) => resolve(REPOSITORY, path)));
});
