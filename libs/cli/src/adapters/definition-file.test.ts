import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readDefinitions } from './definition-file.ts';

/** In a folder that belongs to no project. */
function write(files: Readonly<Record<string, string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-definitions-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return (name) => join(folder, name);
}

const YAML = `
entities:
  - { name: customer, join_keys: { customer_id: int64 } }
sources:
  - { kind: push, name: orders_push }
feature_views:
  - name: orders
    entities: [customer]
    schema: { total: float64 }
    source: orders_push
on_demand_views:
  - name: doubled
    inputs: [orders]
    schema: { twice: float64 }
    compute: "(row) => ({ twice: 2 * row.total })"
`;

it('reads the same from TypeScript, with what it imports, as from YAML', async () => {
  const path = write({
    'shop.yaml': YAML,
    'names.ts': `export const KEY: string = 'customer_id';`,
    'shop.ts': `
      import { defineFeatures, entity, featureView, onDemandView, source } from '@headroom/feature-definitions';
      import { KEY } from './names.ts';
      const customer = entity({ name: 'customer', join_keys: { [KEY]: 'int64' } });
      const pushed = source({ kind: 'push', name: 'orders_push' });
      const orders = featureView({ name: 'orders', entities: [customer], schema: { total: 'float64' }, source: pushed });
      const doubled = onDemandView({
        name: 'doubled', inputs: [orders], schema: { twice: 'float64' },
        compute: (row) => ({ twice: 2 * (row.total as number) }),
      });
      export default defineFeatures({
        entities: [customer], sources: [pushed], feature_views: [orders], on_demand_views: [doubled],
      });`,
  });
  const fromYaml = await readDefinitions(path('shop.yaml'));
  expect(await readDefinitions(path('shop.ts'))).toEqual(fromYaml);
  expect(fromYaml.entities[0]?.join_keys).toEqual([{ name: 'customer_id', type: 'int64' }]);
});

it.each([
  ['a.ts', 'export default {', /a\.ts:1:17: Expected identifier/],
  ['a.ts', 'export const x = 1;', /a\.ts has no default export/],
  ['a.ts', 'throw new Error("no luck");', /a\.ts fails: no luck/],
  ['a.yaml', 'entities: [{ name: a b, join_keys: {} }]', /a\.yaml:\n.*a name is 1 to 128 letters/],
  [
    'a.yaml',
    'feature_views: [{ name: a, entities: [], source: s, schema: { x: double } }]',
    /"double" is no value type; use one of bool, int32/,
  ],
  ['a.yaml', 'feature_view: []', /Unrecognized key: "feature_view"/],
  [
    'a.yaml',
    'feature_views: [{ name: a, entities: [], source: s, schema: { x: bool }, ttl: 1 week }]',
    /a ttl is a number and ms, s, m, h, d or C/,
  ],
])('says what is wrong in %s: %s', async (name, text, message) => {
  await expect(readDefinitions(write({ [name]: text })(name))).rejects.toThrow(message);
});
