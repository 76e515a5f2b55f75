import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFeatures, type RunningFeatures } from './testing/running-features.ts';
import { SHOP } from './testing/sample-definitions.ts';

let stack: TestStack;
let folder: string;
let service: RunningFeatures;
beforeAll(async () => {
  stack = await testStack();
  folder = await mkdtemp(join(tmpdir(), 'headroom-definitions-'));
  // No task is given: its program is never started.
  service = await startFeatures(stack, {
    objectRoot: folder,
    snapshotProgram: join(folder, 'none'),
  });
});
afterAll(async () => {
  await service.close();
  await stack.close();
  await rm(folder, { recursive: true });
});

async function call(method: 'GET' | 'POST', path: string, body?: unknown) {
  const response = await fetch(`${service.url}/api/v1/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: await response.json() };
}
const apply = (definitions: unknown, more: object = {}) =>
  call('POST', 'definitions/apply', { definitions, author: 'ann', ...more });

it('plans, applies, lists and tells the story of definitions over HTTP', async () => {
  const planned = await call('POST', 'definitions/plan', { definitions: SHOP });
  expect(planned).toMatchObject({ status: 200, body: { set_version: 1, changes: { length: 5 } } });
  expect(await apply(SHOP)).toMatchObject({ status: 200, body: { set_version: 2 } });
  const [view] = SHOP.feature_views ?? [];
  expect(await apply({ ...SHOP, feature_views: [{ ...view, ttl: '2d' }] })).toMatchObject({
    status: 200,
    body: {
      changes: [{ name: 'orders', differences: [{ path: 'ttl', before: '1d', after: '2d' }] }],
    },
  });
  expect(await call('GET', 'definitions')).toMatchObject({
    body: {
      set_version: 3,
      definitions: expect.arrayContaining([
        expect.objectContaining({ name: 'orders', version: 2, author: 'ann', built_in: false }),
        expect.objectContaining({ name: 'lag_features', version: 1, built_in: true }),
      ]),
    },
  });
  expect(await call('GET', 'definitions/orders?version=1')).toMatchObject({
    body: { kind: 'feature_views', definition: { ttl: '1d' } },
  });
  expect(await call('GET', 'definitions/orders/versions')).toMatchObject({
    body: { versions: [{ version: 2 }, { version: 1 }] },
  });
  expect(await call('GET', 'definitions/orders/diff')).toMatchObject({
    body: { from: 1, to: 2, differences: [{ path: 'ttl' }] },
  });
  expect(await call('GET', 'lineage?of=shop')).toMatchObject({
    body: {
      edges: expect.arrayContaining([{ from: 'orders:total', to: 'order_ratios:mean_price' }]),
    },
  });
});

it.each([
  ['an incompatible change', { entities: [{ name: 'customer', join_keys: { id: 'int64' } }] }, 409],
  ['a reference to nothing', { feature_services: [{ name: 'x', features: ['nothing'] }] }, 422],
  ['a document of another shape', { feature_view: [] }, 400],
  [
    "what is the engine's alone",
    { feature_views: [{ ...SHOP.feature_views?.[0], engine: 'vector' }] },
    400,
  ],
])('refuses %s', async (_, definitions, status) => {
  const before = await call('GET', 'definitions');
  expect(await apply(definitions)).toMatchObject({ status });
  expect(await call('GET', 'definitions')).toEqual(before);
});

it('does not know what there is not', async () => {
  for (const path of ['definitions/nothing', 'definitions/shop?version=9', 'lineage?of=nothing']) {
    expect(await call('GET', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  }
});
