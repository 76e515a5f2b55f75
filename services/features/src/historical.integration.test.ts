import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import {
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
  Table,
  TimestampMicrosecond,
} from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSnapshotProgram } from './adapters/process/bundle-for-tests.ts';
import { startFeatures, type RunningFeatures } from './testing/running-features.ts';
import { SHOP } from './testing/sample-definitions.ts';

const ARROW = 'application/vnd.apache.arrow.stream';
const PARQUET = 'application/vnd.apache.parquet';
const day = (n: number, rest = 'T00:00:00Z') => `2026-01-${String(n).padStart(2, '0')}${rest}`;

describe('point-in-time joins over HTTP', { timeout: 120_000 }, () => {
  let stack: TestStack;
  let root: string;
  let snapshotProgram: string;
  let features: RunningFeatures;

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'features-'));
    snapshotProgram = await bundleSnapshotProgram();
    features = await startFeatures(stack, { objectRoot: root, snapshotProgram });
    await post('/api/v1/definitions/apply', { definitions: SHOP, author: 'test' });
    const df = {
      customer_id: [1, 1, 1, 2],
      total: [1.5, 2.5, 3.5, null],
      items: [1, 2, '9007199254740993', 4],
      event_timestamp: [day(1), day(3), day(9), day(2)],
    };
    const pushed = await post('/push', { push_source_name: 'orders_push', df, to: 'offline' });
    expect(pushed.status).toBe(200);
  });
  afterAll(async () => {
    await features.close();
    await stack.close();
    await rm(root, { recursive: true });
    await rm(dirname(snapshotProgram), { recursive: true });
  });

  const send = (
    path: string,
    type: string,
    body: string | Uint8Array<ArrayBuffer>,
    accept = '*/*',
  ) =>
    fetch(`${features.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, accept },
      body,
    });
  const post = (path: string, body: unknown, accept?: string) =>
    send(path, 'application/json', JSON.stringify(body), accept);
  const PATH = '/api/v1/historical-features';
  const wanted = { features: ['orders:total', 'orders:items'] };
  const entities = {
    customer_id: [1, 1, 1, 2, 3],
    event_timestamp: [day(3), day(1, 'T23:59:59.999999Z'), day(9), day(3), day(9)],
    label: ['a', 'b', 'c', 'd', null],
  };

  it('answers each row with what was true at its time, and the columns it came with', async () => {
    const response = await post(PATH, { ...wanted, entities });
    expect(await response.text()).toBe(
      `{"columns":{"customer_id":[1,1,1,2,3],"event_timestamp":["${day(3)}","2026-01-01T23:59:59.999999Z","${day(9)}","${day(3)}","${day(9)}"],"label":["a","b","c","d",null],"total":[2.5,1.5,3.5,null,null],"items":[2,1,9007199254740993,4,null]},"metadata":{"rows":5}}`,
    );
  });

  it('takes and answers Arrow, int64 exact, times to the microsecond', async () => {
    const table = new Table({
      customer_id: vectorFromArray([1n, 1n]),
      event_timestamp: vectorFromArray(
        [Date.parse(day(3)), Date.parse(day(9))],
        new TimestampMicrosecond('UTC'),
      ),
    });
    const path = `${PATH}?features=orders:items,orders:total&full_feature_names=true`;
    const response = await send(path, ARROW, new Uint8Array(tableToIPC(table, 'stream')), ARROW);
    const answer = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(answer.schema.fields.map(({ name }) => name)).toEqual([
      'customer_id',
      'event_timestamp',
      'orders__items',
      'orders__total',
    ]);
    expect([...(answer.getChild('orders__items') ?? [])]).toEqual([2n, 9007199254740993n]);
    expect([...(answer.getChild('orders__total') ?? [])]).toEqual([2.5, 3.5]);
  });

  it('answers Parquet, which it takes too', async () => {
    const first = await post(
      PATH,
      { features: ['orders:total'], entities: { ...entities, customer_id: [1, 1, 1, 2, 2] } },
      PARQUET,
    );
    const bytes = new Uint8Array(await first.arrayBuffer());
    const again = await send(`${PATH}?features=orders:total`, PARQUET, bytes);
    expect(await again.json()).toMatchObject({ metadata: { rows: 5 } });
  });

  it('sees what was known at a time', async () => {
    const before = new Date().toISOString();
    const df = { customer_id: [7], total: [7], items: [7], event_timestamp: [day(1)] };
    await post('/push', { push_source_name: 'orders_push', df, to: 'offline' });
    const request = { ...wanted, entities: { customer_id: [7], event_timestamp: [day(2)] } };
    const totals = async (body: unknown) =>
      ((await (await post(PATH, body)).json()) as { columns: { total: unknown } }).columns.total;
    expect(await totals(request)).toEqual([7]);
    expect(await totals({ ...request, known_at: before })).toEqual([null]);
  });

  it.each([
    [{ ...wanted, entities: { customer_id: [1] } }, 'column event_timestamp is missing'],
    [{ ...wanted, entities: { customer_id: [1], event_timestamp: ['x'] } }, 'in row 0'],
    [{ ...wanted, entities: { event_timestamp: [day(1)] } }, 'customer_id'],
    [{ features: ['nowhere:x'], entities }, 'nowhere'],
    [{ entities }, 'either feature_service or features'],
  ])('refuses %j', async (body, message) => {
    const response = await post(PATH, body);
    expect(response.status).toBeLessThan(500);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toContain(message);
  });
});
