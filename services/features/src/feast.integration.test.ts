import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testStack, type TestStack } from '@headroom/testing';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSnapshotProgram } from './adapters/process/bundle-for-tests.ts';
import { Neighbours, startFeatures, type RunningFeatures } from './testing/running-features.ts';
import { SHOP } from './testing/sample-definitions.ts';
import { validated } from './testing/validated-log.ts';

describe("Feast's feature server", { timeout: 120_000 }, () => {
  let stack: TestStack;
  let root: string;
  let snapshotProgram: string;
  let features: RunningFeatures;

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'features-'));
    snapshotProgram = await bundleSnapshotProgram();
    features = await startFeatures(stack, { objectRoot: root, snapshotProgram });
    const applied = await call('POST', '/api/v1/definitions/apply', {
      definitions: SHOP,
      author: 'test',
    });
    expect(applied).toMatchObject({ status: 200 });
  });
  afterAll(async () => {
    await features.close();
    await stack.close();
    await rm(root, { recursive: true });
    await rm(dirname(snapshotProgram), { recursive: true });
  });

  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${features.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, type: response.headers.get('content-type') };
  }

  const rows = (ids: readonly number[], total: unknown, time = '2026-01-01T00:00:00Z') => ({
    customer_id: ids,
    total: ids.map(() => total),
    items: ids.map(() => 2),
    event_timestamp: ids.map(() => time),
  });
  const push = (df: unknown, source = 'orders_push') =>
    call('POST', '/push', { push_source_name: source, df, to: 'online' });
  const totals = async (ids: readonly number[]) => {
    const body = { entities: { customer_id: ids }, features: ['orders:total'] };
    const { text } = await call('POST', '/get-online-features', body);
    const answer = JSON.parse(text) as { results: { values: unknown[]; statuses: string[] }[] };
    return answer.results[1];
  };

  it('takes rows and answers them, to the letter', async () => {
    expect(await push(rows([1], 7))).toMatchObject({ status: 200, text: '' });
    const written = { ...rows([2], 0.1), items: ['9007199254740993'] };
    expect(
      await call('POST', '/write-to-online-store', { feature_view_name: 'orders', df: written }),
    ).toEqual({ status: 200, text: 'null', type: 'application/json' });
    expect(
      await call('POST', '/get-online-features', {
        entities: { customer_id: [1, 2, 3], discount: [1, 0, 0] },
        features: ['orders:items', 'order_ratios:mean_price'],
      }),
    ).toEqual({
      status: 200,
      type: 'application/json',
      text: [
        '{"results":[',
        '{"values":[1,2,3],"statuses":["PRESENT","PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},',
        '{"values":[2,9007199254740993,null],"statuses":["OUTSIDE_MAX_AGE","OUTSIDE_MAX_AGE","NOT_FOUND"],"event_timestamps":["2026-01-01T00:00:00Z","2026-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},',
        `{"values":[3.0,${0.1 / 9007199254740992},null],"statuses":["PRESENT","PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]}`,
        '],"metadata":{"feature_names":["customer_id","items","mean_price"]}}',
      ].join(''),
    });
  });

  it.each([
    '{"entities":{"customer_id":[1,2,3]},"features":["orders:items","orders:total"]}',
    '{"entities":{"customer_id":["ü"]},"features":["orders:items"]}',
    '{"entities":{"customer_id":[1]},"features":["orders:nope"]}',
    '{"entities":{},"features":["orders:items"]}',
    '{"features":5}',
    '{"entities":',
    '[]',
    '',
  ])('answers the same before the framework and behind it: %s', async (body) => {
    const answers = ['application/json', 'application/json; charset=utf-8'].map(async (type) => {
      const response = await fetch(`${features.url}/get-online-features`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      const headers = new Headers(response.headers);
      headers.delete('date');
      return { status: response.status, headers: [...headers], text: await response.text() };
    });
    const [hot, framework] = await Promise.all(answers);
    expect(hot).toEqual(framework);
  });

  it('keeps keys beyond 2^53 apart', async () => {
    const body = (id: string) =>
      `{"push_source_name":"orders_push","df":{"customer_id":[${id}],"total":[${id.slice(-1)}],"items":[1],"event_timestamp":["2026-01-01"]}}`;
    await call('POST', '/push', body('9007199254740993'));
    await call('POST', '/push', body('9007199254740992'));
    const { text } = await call(
      'POST',
      '/get-online-features',
      '{"entities":{"customer_id":[9007199254740993,9007199254740992]},"features":["orders:total"]}',
    );
    expect(text).toContain('"values":[9007199254740993,9007199254740992]');
    expect(text).toContain('"values":[3.0,2.0]');
  });

  it('takes and answers ten thousand entities', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => 100_000 + i);
    expect((await push(rows(ids, 1.5))).status).toBe(200);
    const answer = await totals(ids);
    expect(answer?.values).toHaveLength(10_000);
    expect(new Set(answer?.values)).toEqual(new Set([1.5]));
  });

  it.each([
    [
      'a wrong type',
      rows([50], 'much'),
      422,
      'total of feature view orders, row 0: must be float64',
    ],
    [
      'a missing key',
      { total: [1], items: [1], event_timestamp: ['2026-01-01'] },
      422,
      'customer_id is missing',
    ],
    [
      'a missing column',
      { customer_id: [50], total: [1], event_timestamp: ['2026-01-01'] },
      422,
      'items is missing',
    ],
    ['columns of different lengths', { ...rows([50], 1), items: [1, 2] }, 422, 'same length'],
    [
      'a time that is none',
      rows([50], 1, 'yesterday'),
      422,
      'event_timestamp of feature view orders, row 0',
    ],
    [
      'a time of the future',
      rows([50], 1, new Date(Date.now() + 6 * 60_000).toISOString()),
      422,
      "lies over 5 minutes ahead of the clock; correct the producer's clock",
    ],
    ['no lists', { customer_id: 50 }, 422, 'df.customer_id must be a list'],
    ['no frame', 5, 422, 'dict_type'],
    ['a body of 50 MB', { ...rows([50], 1), note: ['x'.repeat(50_000_000)] }, 413, 'too large'],
  ])('refuses a push of %s, writes nothing of it, and is well', async (_, df, status, message) => {
    const refused = await push(df);
    expect(refused).toMatchObject({ status, text: expect.stringContaining(message) });
    expect((await totals([50]))?.statuses).toEqual(['NOT_FOUND']);
    expect(await call('GET', '/health')).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    [
      '/push',
      { push_source_name: 'nope', df: {} },
      422,
      { class: 'PushSourceNotFoundException', message: "Unable to find push source 'nope'." },
    ],
    [
      '/write-to-online-store',
      { feature_view_name: 'nope', df: {} },
      404,
      {
        class: 'FeastObjectNotFoundException',
        message: "Can't recognize feast object with a name nope",
      },
    ],
    [
      '/get-online-features',
      { entities: { customer_id: [1] }, features: ['nope:x'] },
      404,
      {
        class: 'FeatureViewNotFoundException',
        message: 'Feature view nope does not exist in project headroom',
      },
    ],
  ])('%s tells an error of Feast as JSON in JSON', async (path, body, status, error) => {
    const answer = await call('POST', path, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(String(JSON.parse(answer.text)))).toEqual({
      module: 'feast.errors',
      ...error,
    });
  });

  it('materialises what was pushed offline, at once or in the background', async () => {
    const offline = rows([70, 71], 4.5, '2026-02-01T00:00:00Z');
    await call('POST', '/push', { push_source_name: 'orders_push', df: offline, to: 'offline' });
    expect((await totals([70]))?.statuses).toEqual(['NOT_FOUND']);
    const span = { start_ts: '2026-01-31', end_ts: '2026-02-02T00:00:00' };
    const views = { feature_views: ['orders'] };
    const done = await call('POST', '/materialize', { ...span, ...views });
    expect(done).toMatchObject({ status: 200, text: 'null' });
    expect((await totals([70, 71]))?.values).toEqual([4.5, 4.5]);
    const later = { end_ts: '2026-02-02', ...views };
    expect(await call('POST', '/materialize-incremental', later)).toMatchObject({ status: 200 });
    expect(await call('POST', '/materialize-incremental?async=true', later)).toMatchObject({
      status: 202,
      text: '{"status":"accepted","feature_views":["orders"]}',
    });
    const backwards = { start_ts: '2026-01-03', end_ts: '2026-01-02', ...views };
    expect(await call('POST', '/materialize', backwards)).toMatchObject({
      status: 500,
      text: '"start_ts (2026-01-03 00:00:00+00:00) must be before end_ts (2026-01-02 00:00:00+00:00)"',
    });
    const unknown = await call('POST', '/materialize', { ...span, feature_views: ['nope'] });
    expect(unknown).toMatchObject({ status: 404, text: expect.stringContaining('nope') });
  });

  it('tells what is wrong in a body in the words of Feast', async () => {
    const details = async (body: string) => {
      const { status, text } = await call('POST', '/get-online-features', body);
      expect(status).toBe(422);
      const { detail } = JSON.parse(text) as { detail: { type: string; loc: unknown[] }[] };
      return detail.map(({ type, loc }) => `${type} ${loc.join('.')}`);
    };
    expect(await details('')).toEqual(['missing body']);
    expect(await details('{bad')).toEqual(['json_invalid body.1']);
    expect(await details('[1]')).toEqual(['model_attributes_type body']);
    expect(await details('{}')).toEqual(['missing body.entities']);
    expect(await details('{"entities":{"customer_id":"x"},"features":[1]}')).toEqual([
      'list_type body.entities.customer_id',
      'string_type body.features.0',
    ]);
  });

  it('answers by view under our own API, as JSON and as an Arrow stream', async () => {
    await push({ ...rows([90], 2.5), items: ['9007199254740993'] });
    const body = {
      features: ['orders:total', 'orders:items', 'order_ratios:mean_price'],
      entities: { customer_id: [90, 91], discount: [0.5, 0] },
    };
    const json = await call('POST', '/api/v1/online-features', body);
    expect(json).toMatchObject({ status: 200 });
    expect(json.text).toContain('"items":[9007199254740993,null]');
    expect(JSON.parse(json.text)).toMatchObject({
      rows: 2,
      entities: { customer_id: [90, 91] },
      views: {
        orders: {
          status: ['STALE', 'MISSING'],
          event_timestamp: ['2026-01-01T00:00:00Z', null],
          values: { total: [2.5, null] },
        },
        order_ratios: { status: ['FRESH', 'FRESH'], event_timestamp: [null, null] },
      },
    });
    const answer = await fetch(`${features.url}/api/v1/online-features`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/vnd.apache.arrow.stream',
      },
      body: JSON.stringify(body),
    });
    const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
    const column = (name: string): unknown[] => Array.from(table.getChild(name) ?? []);
    expect(column('customer_id')).toEqual([90n, 91n]);
    expect(column('orders__status')).toEqual(['STALE', 'MISSING']);
    expect(column('orders__event_timestamp')).toEqual([Date.parse('2026-01-01T00:00:00Z'), null]);
    expect(column('orders__total')).toEqual([2.5, null]);
    expect(column('orders__items')).toEqual([9007199254740993n, null]);
    const wrong = await call('POST', '/api/v1/online-features', { ...body, features: ['nope:x'] });
    expect(wrong).toMatchObject({ status: 404, text: expect.stringContaining('NOT_FOUND') });
    const empty = await call('POST', '/api/v1/online-features', { ...body, entities: {} });
    expect(empty).toMatchObject({
      status: 400,
      text: expect.stringContaining('for each of customer_id'),
    });
  });

  /** A stream of server-sent events, read until it has said something. */
  async function listen(path: string) {
    const stream = await fetch(`${features.url}${path}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (part: string) => {
      while (!text.includes(part)) text += (await reader?.read())?.value ?? '';
    };
    return { until, end: () => reader?.cancel() };
  }

  it('sends the built-in features of a service as they change', async () => {
    const { until, end } = await listen('/api/v1/features/watched/updates');
    await until('"status":"MISSING"');
    const record = validated({ raw_id: 'watched-1', service_id: 'watched', source: 'other' });
    const neighbours = new Neighbours(stack);
    await neighbours.send([record]);
    await until('"service_id":"watched","cluster_id":"cluster-1"');
    await Promise.all([end(), neighbours.bus.close()]);
  });

  it('sends the features of any view as its rows change, and tells a wrong request at once', async () => {
    const path =
      '/api/v1/online-features/updates?features=orders:total&features=order_ratios:mean_price';
    const { until, end } = await listen(
      `${path}&entities={"customer_id":[9007199254740995],"discount":[0]}`,
    );
    await until('"status":["MISSING"]');
    const id = '9007199254740995';
    const body = (total: number, day: number) =>
      `{"push_source_name":"orders_push","to":"online","df":{"customer_id":[${id}],"total":[${total}],"items":[2],"event_timestamp":["2026-02-0${day}T00:00:00Z"]}}`;
    await call('POST', '/push', body(10, 1));
    await until(
      `"customer_id":[${id}]},"views":{"orders":{"status":["STALE"],"event_timestamp":["2026-02-01T00:00:00Z"],"values":{"total":[10.0]}}`,
    );
    await until('"mean_price":[5.0]');
    await call('POST', '/push', body(30, 2));
    await until('"mean_price":[15.0]');
    await end();
    expect(await call('GET', `${path}&entities={"customer_id":7}`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('entities: must be JSON of values by column'),
    });
    expect(await call('GET', `${path}&entities={"customer_id":[7]}`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('discount'),
    });
    const unknown = '/api/v1/online-features/updates?features=nope:x&entities={"customer_id":[7]}';
    expect(await call('GET', unknown)).toMatchObject({ status: 404 });
  });

  it('leaves paths that are not its own to the others', async () => {
    expect(await call('GET', '/get-online-features')).toMatchObject({
      status: 405,
      text: '{"detail":"Method Not Allowed"}',
    });
    expect(await call('GET', '/nope')).toMatchObject({
      status: 404,
      text: '{"detail":"Not Found"}',
    });
    const own = await call('GET', '/api/v1/nope');
    expect(own).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
    expect((await call('GET', '/health/live')).status).toBe(200);
  });
});
