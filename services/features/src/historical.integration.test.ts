import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TOPICS } from '@headroom/contracts';
import { BUILT_IN, HOUR_MS } from '@headroom/feature-engine';
import { decodeVector } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import {
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
  Table,
  TimestampMicrosecond,
} from 'apache-arrow';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleSnapshotProgram } from './adapters/process/bundle-for-tests.ts';
import { Neighbours, startFeatures, type RunningFeatures } from './testing/running-features.ts';
import { SHOP } from './testing/sample-definitions.ts';
import { T0, validated } from './testing/validated-log.ts';

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
    features = await startFeatures(
      stack,
      { objectRoot: root, snapshotProgram },
      { HEADROOM_FEATURES_FUNCTION_MS: '300' },
    );
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

  it('takes bodies of megabytes, and keys beyond 2^53 as they are', async () => {
    const df = { customer_id: ['9007199254740993'], total: [4.5], items: [4] };
    const rows = { ...df, event_timestamp: [day(1)] };
    await post('/push', { push_source_name: 'orders_push', df: rows, to: 'offline' });
    const label = 'x'.repeat(1_100_000);
    const text = `{"features":["orders:total"],"entities":{"customer_id":[9007199254740993],"event_timestamp":["${day(1, 'T12:00:00Z')}"],"label":["${label}"]}}`;
    const response = await send(PATH, 'application/json', text);
    expect(response.status).toBe(200);
    const answer = await response.text();
    expect(answer).toContain('"customer_id":[9007199254740993],');
    expect(answer).toContain('"total":[4.5]');
  });

  it('refuses what is no JSON, and a body above the limit', async () => {
    expect(await (await send(PATH, 'application/json', '{"a":')).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('no JSON'),
    });
    const large = await send(PATH, 'application/json', ' '.repeat(33 * 1024 * 1024));
    expect(await large.json()).toMatchObject({ status: 413, code: 'INVALID_REQUEST' });
  });

  it('joins and materialises rows of a file, and pushed ones before them', async () => {
    await writeFile(
      join(root, 'ratings.csv'),
      [
        'customer_id,at,stars',
        '1,2026-01-01T00:00:00Z,3',
        '1,2026-01-05T00:00:00Z,5',
        `2,2026-01-05T00:00:00Z,4`,
      ].join('\n'),
    );
    const timed = { timestamp_field: 'at', field_mapping: { stars: 'rating' } };
    const schema = { rating: 'int32' };
    const definitions = {
      sources: [
        { kind: 'file', name: 'ratings_file', path: 'ratings.csv', ...timed },
        { kind: 'push', name: 'ratings_push', batch_source: 'ratings_file' },
      ],
      feature_views: [{ name: 'ratings', entities: ['customer'], schema, source: 'ratings_push' }],
    };
    await post('/api/v1/definitions/apply', { definitions, author: 'test' });
    const df = { customer_id: [1], rating: [1], at: [day(3)] };
    await post('/push', { push_source_name: 'ratings_push', df, to: 'offline' });
    const request = {
      features: ['ratings:rating'],
      entities: { customer_id: [1, 1, 1, 2], event_timestamp: [day(2), day(4), day(9), day(4)] },
    };
    expect(await (await post(PATH, request)).json()).toMatchObject({
      columns: { rating: [3, 1, 5, null] },
    });
    const span = { start_ts: day(1), end_ts: day(9), feature_views: ['ratings'] };
    expect((await post('/materialize', span)).status).toBe(200);
    const online = await post('/get-online-features', {
      features: ['ratings:rating'],
      entities: { customer_id: [1, 2] },
    });
    expect(await online.text()).toContain('"values":[5,4]');
    await rm(join(root, 'ratings.csv'));
    expect(await (await post(PATH, request)).json()).toMatchObject({
      columns: { rating: [null, 1, 1, null] },
    });
  });

  it('a function that never returns fails its own request alone', async () => {
    const compute = '(row) => { while (row.discount === 13); return { left: row.total }; }';
    const definitions = {
      on_demand_views: [
        {
          name: 'stuck',
          inputs: ['orders'],
          request: { discount: 'float64' },
          schema: { left: 'float64' },
          compute,
        },
      ],
    };
    await post('/api/v1/definitions/apply', { definitions, author: 'test' });
    const request = (discount: number) => ({
      features: ['stuck:left'],
      entities: { customer_id: [1], discount: [discount], event_timestamp: [day(1)] },
    });
    const told = 'On demand feature view stuck failed: its function did not return within 300 ms';
    const [online, other] = await Promise.all([
      post('/get-online-features', request(13)),
      post(PATH, request(1)),
    ]);
    expect([online.status, await online.text()]).toEqual([500, expect.stringContaining(told)]);
    expect(await other.json()).toMatchObject({ columns: { left: [1.5] } });
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

  it('late records that a backfill admits are seen by joins, and statistics count them', async () => {
    const neighbours = new Neighbours(stack);
    const seen = await neighbours.watch(TOPICS.featuresComputed);
    const at = (hour: number, cpu: number) =>
      validated({
        raw_id: `r${hour}`,
        timestamp: T0 + hour * HOUR_MS,
        service_id: 'late-svc',
        cpu_utilization: cpu,
      });
    const ends = () =>
      seen.map(({ value }) => decodeVector(value ?? new Uint8Array()).bucketEnd - T0);
    await neighbours.send([at(1, 0.1), at(9, 0.9), at(3, 0.3)]);
    await vi.waitFor(() => expect(ends()).toContain(9 * HOUR_MS), { timeout: 20_000 });
    const request = {
      features: ['workload_features:cpu_utilization'],
      entities: { service_id: ['late-svc'], event_timestamp: [new Date(T0 + 3 * HOUR_MS)] },
    };
    const cpu = async () =>
      ((await (await post(PATH, request)).json()) as { columns: { cpu_utilization: unknown } })
        .columns.cpu_utilization;
    expect(await cpu()).toEqual([0.1]);

    const act = {
      from: new Date(T0).toISOString(),
      to: new Date(T0 + 5 * HOUR_MS).toISOString(),
      author: 'operator',
      reason: 'a producer was away',
    };
    expect(await (await post('/api/v1/backfills', act)).json()).toMatchObject({ records: 1 });
    await vi.waitFor(() => expect(ends()).toContain(3 * HOUR_MS), { timeout: 20_000 });
    expect(await cpu()).toEqual([0.3]);
    expect(await (await post('/api/v1/backfills', act)).json()).toMatchObject({ records: 0 });

    const range = `from=${act.from}&to=${new Date(T0 + 9 * HOUR_MS).toISOString()}`;
    const path = `/api/v1/feature-views/workload_features/statistics?${range}`;
    const statistics: unknown = await (await fetch(`${features.url}${path}`)).json();
    expect(statistics).toMatchObject({
      rows: 3,
      freshness_seconds: 0,
      features: expect.arrayContaining([
        expect.objectContaining({
          name: 'cpu_utilization',
          count: 3,
          numbers: expect.objectContaining({ min: 0.1, max: 0.9 }),
        }),
      ]),
    });
    await neighbours.bus.close();
  });

  it('materialisation puts built-in views back where Redis has lost them, to the last bit', async () => {
    const read = async () => {
      const request = {
        features: ['workload_features', 'rolling_features', 'cluster_features'].flatMap((view) =>
          (BUILT_IN.feature_views.find(({ name }) => name === view)?.schema ?? []).map(
            ({ name }) => `${view}:${name}`,
          ),
        ),
        entities: { service_id: ['late-svc'] },
      };
      return (await post('/get-online-features', request)).text();
    };
    const before = await read();
    expect(before).toContain('"2025-');
    const redis = new Redis(stack.redisUrl);
    await redis.flushdb();
    await redis.quit();
    expect(await read()).not.toContain('"2025-');
    const span = { start_ts: new Date(T0).toISOString(), end_ts: day(1) };
    const views = ['workload_features', 'rolling_features', 'cluster_features'];
    expect((await post('/materialize', { ...span, feature_views: views })).status).toBe(200);
    expect(await read()).toBe(before);
  });

  it('a purge says first what would go, and leaves what is not old', async () => {
    const dry: unknown = await (await post('/api/v1/purge', {})).json();
    expect(dry).toMatchObject({ dry_run: true, tables: expect.arrayContaining([]) });
    const done: unknown = await (await post('/api/v1/purge', { dry_run: false })).json();
    expect(done).toMatchObject({
      tables: [
        { table: 'features.raw_record', rows: 0 },
        { table: 'features.cluster_window', rows: 0 },
        { table: 'features.view_row', rows: 0 },
      ],
    });
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
