import { deflateSync, gzipSync } from 'node:zlib';
import { ONLINE_VIEWS } from '@headroom/contracts';
import { hotJson } from '@headroom/service-kit';
import { encodeVector, MemoryOnlineStore } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelCatalog } from '../../../domain/model-catalog.ts';
import { ServedModel } from '../../../domain/served-model.ts';
import { bareRoutes, plainRequest } from '../testing/bare-routes.ts';
import { buildFixture } from '../../../testing/built-model.ts';
import { fixtureModel, modelEvent } from '../../../testing/fixture-model.ts';
import { vector } from '../../../testing/vectors.ts';
import { OpenModel } from '../../../usecases/open-model.ts';
import { hotInfer, inferenceRoutes } from './inference-routes.ts';

const NAME = 'cloud_optimizer_lightgbm';
const COLUMNS = ['cpu_utilization', 'level', 'scale', 'cluster_cpu_mean'];
const ROW = [0.4, 0.4, 0.1, 0.9];
const ofOne = 0.4 + 1.5 * 0.1;
const ofTwo = 0.4 + 2.5 * 0.1;

const column = (i: number, over: object = {}) => ({
  name: COLUMNS[i],
  datatype: 'FP64',
  shape: [1],
  data: [ROW[i]],
  ...over,
});
const columns = COLUMNS.map((_, i) => column(i));
const matrix = { name: 'x', datatype: 'FP64', shape: [2, 4], data: [ROW, ROW] };

describe('the Open Inference Protocol', () => {
  const served = new ServedModel();
  const catalog = new ModelCatalog();
  const online = new MemoryOnlineStore();
  const load = async ({ version }: { version: string }) =>
    buildFixture(version, Number(version) - 0.5);
  const models = new OpenModel({ served, catalog, load });
  const app = bareRoutes(inferenceRoutes({ served, models, online }));
  const hot = hotInfer({ served, models, online });
  beforeAll(async () => {
    const two = fixtureModel('2', 1.5).event;
    catalog.apply('1', fixtureModel('1', 0.5).event);
    catalog.apply('2', modelEvent('version_created', '2', two.bundle));
    catalog.apply('3', { ...two, kind: 'alias_set', alias: 'challenger' });
    await online.write([
      {
        view: ONLINE_VIEWS.serviceVector,
        entity: 'svc-1',
        bucketEnd: 1,
        revision: 1,
        bytes: encodeVector(vector(1)),
      },
    ]);
  });
  afterAll(() => app.close());

  const get = async (url: string) => {
    const { statusCode, body } = await app.inject(url);
    const json: unknown = JSON.parse(body);
    return { status: statusCode, json };
  };
  const infer = async (inputs: readonly object[], path = NAME, more: object = {}) => {
    const payload = JSON.stringify({ inputs, ...more });
    const url = `/v2/models/${path}/infer`;
    const { statusCode, body } = await app.inject({ method: 'POST', url, payload });
    const json: unknown = JSON.parse(body);
    // What is answered before the framework is the same.
    if (!path.includes('/')) {
      expect(await hot(plainRequest(payload, path))).toEqual(hotJson(statusCode, body));
    }
    return { status: statusCode, json };
  };

  it('is live, and ready once a model serves', async () => {
    expect(await get('/v2')).toMatchObject({ json: { extensions: ['binary_tensor_data'] } });
    expect((await get('/v2/health/live')).status).toBe(200);
    expect((await get('/v2/health/ready')).status).toBe(503);
    served.swap(buildFixture('1', 0.5));
    served.settle();
    expect((await get('/v2/health/ready')).status).toBe(200);
  });

  it('tells what a model takes and answers', async () => {
    expect(await get(`/v2/models/${NAME}`)).toEqual({
      status: 200,
      json: {
        name: NAME,
        versions: ['1', '2'],
        platform: 'headroom_lightgbm',
        inputs: COLUMNS.map((name) => ({ name, datatype: 'FP64', shape: [-1] })),
        outputs: [{ name: 'prediction', datatype: 'FP64', shape: [-1] }],
      },
    });
    expect(await get(`/v2/models/${NAME}/versions/2/ready`)).toMatchObject({
      json: { ready: true },
    });
    expect(await get('/v2/models/nope')).toMatchObject({
      status: 404,
      json: { error: expect.stringContaining(`Registered: ${NAME}`) },
    });
    expect(await get(`/v2/models/${NAME}/versions/9/ready`)).toMatchObject({
      status: 404,
      json: { error: expect.stringContaining('It has 1, 2, champion, challenger') },
    });
    expect((await get('/v2/nope')).status).toBe(404);
  });

  it.each([
    ['a matrix', [matrix], [ofOne, ofOne]],
    ['columns', columns, [ofOne]],
    [
      'columns in any order and type',
      columns.toReversed().map((c) => ({ ...c, datatype: 'FP32' })),
      [ofOne],
    ],
    ['a missing value', columns.with(3, column(3, { data: [null] })), [0.4 + 0.5 * 0.1]],
    [
      'a service id',
      [{ name: 'service_id', datatype: 'BYTES', shape: [1], data: ['svc-1'] }],
      [0.4 + 0.5 * 0.1],
    ],
  ])('infers from %s', async (_, inputs, data) => {
    expect(await infer(inputs, NAME, { id: '7' })).toEqual({
      status: 200,
      json: {
        model_name: NAME,
        model_version: '1',
        id: '7',
        outputs: [{ name: 'prediction', datatype: 'FP64', shape: [data.length], data }],
      },
    });
  });

  it('tells the model whose features they are, where the request does', async () => {
    const fixture = buildFixture('1', 0.5);
    served.swap({
      ...fixture,
      scoreRow: (_row, service) => ({ cpu: service === 'svc-1' ? 1 : 0, interval: null }),
    });
    const of = (parameters: object) => infer(columns, 'champion', { parameters });
    expect(await of({ service_id: 'svc-1' })).toMatchObject({ json: { outputs: [{ data: [1] }] } });
    expect(await of({})).toMatchObject({ json: { outputs: [{ data: [0] }] } });
    expect(await of({ service_id: 'no id' })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('parameters.service_id') },
    });
    served.swap(fixture);
  });

  it('infers by any version, by an alias, and by the model that serves', async () => {
    const outputs = [{ data: [ofTwo] }];
    expect(await infer(columns, `${NAME}/versions/2`)).toMatchObject({ json: { outputs } });
    expect(await infer(columns, `${NAME}/versions/challenger`)).toMatchObject({
      json: { model_version: '2', outputs },
    });
    expect(await infer(columns, 'champion')).toMatchObject({ json: { model_version: '1' } });
  });

  it('takes and answers tensors as bytes', async () => {
    const values = Buffer.from(Float64Array.from([...ROW, ...ROW.with(3, NaN)]).buffer);
    const head = Buffer.from(
      JSON.stringify({
        inputs: [{ ...matrix, data: undefined, parameters: { binary_data_size: 64 } }],
        parameters: { binary_data_output: true },
      }),
    );
    const { headers, rawPayload } = await app.inject({
      method: 'POST',
      url: `/v2/models/${NAME}/infer`,
      headers: { 'inference-header-content-length': String(head.length) },
      payload: Buffer.concat([head, values]),
    });
    const length = Number(headers['inference-header-content-length']);
    expect(JSON.parse(rawPayload.toString('utf8', 0, length))).toMatchObject({
      outputs: [{ name: 'prediction', shape: [2], parameters: { binary_data_size: 16 } }],
    });
    expect(rawPayload.readDoubleLE(length)).toBe(ofOne);
    expect(rawPayload.readDoubleLE(length + 8)).toBe(0.4 + 0.5 * 0.1);
    expect(rawPayload.length).toBe(length + 16);
  });

  it('unpacks a packed body, and refuses one that is none', async () => {
    const send = (payload: Buffer, encoding: string) =>
      app.inject({
        method: 'POST',
        url: '/v2/models/champion/infer',
        headers: { 'content-encoding': encoding },
        payload,
      });
    const body = JSON.stringify({ inputs: columns });
    expect((await send(gzipSync(body), 'gzip')).statusCode).toBe(200);
    expect((await send(deflateSync(body), 'deflate')).statusCode).toBe(200);
    for (const encoding of ['gzip', 'br'])
      expect(await send(Buffer.from(body), encoding)).toMatchObject({
        statusCode: 400,
        body: expect.stringContaining('in gzip or deflate'),
      });
  });

  it('reads texts', async () => {
    const bytes = Buffer.from([5, 0, 0, 0, ...Buffer.from('svc-1')]);
    const inputs = [
      { name: 'service_id', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 9 } },
    ];
    const head = Buffer.from(JSON.stringify({ inputs }));
    const send = (body: Buffer) =>
      app.inject({
        method: 'POST',
        url: '/v2/models/champion/infer',
        headers: { 'inference-header-content-length': String(head.length) },
        payload: Buffer.concat([head, body]),
      });
    expect((await send(bytes)).statusCode).toBe(200);
    expect((await send(bytes.subarray(0, 8))).body).toContain('8 bytes are left');
    bytes[0] = 9;
    expect((await send(bytes)).body).toContain('length-prefixed');
  });

  it.each([
    [
      'a missing column',
      columns.slice(1),
      "1 of the model's 4 inputs are missing: cpu_utilization",
    ],
    [
      'an unknown one',
      [...columns, column(0, { name: 'x' })],
      "input 'x' is not in the model's signature",
    ],
    ['one twice', [...columns, column(0)], 'named twice'],
    [
      'a matrix of another width',
      [{ ...matrix, shape: [4, 2] }],
      'must be [rows, 4], it is [4, 2]',
    ],
    [
      'a shape that is not that of the data',
      [{ ...matrix, shape: [3, 4] }],
      'holds 8 elements, its shape [3, 4] has 12',
    ],
    ['text for a number', columns.with(1, column(1, { data: ['x'] })), 'its element 0 is "x"'],
    [
      'BYTES for a number',
      columns.with(1, column(1, { datatype: 'BYTES', data: ['x'] })),
      'send FP64',
    ],
    ['an unknown datatype', columns.with(1, column(1, { datatype: 'FP8' })), 'datatype FP8'],
    [
      'no data',
      columns.with(1, column(1, { data: undefined })),
      'neither data nor binary_data_size',
    ],
    [
      'rows of another number',
      columns.with(1, column(1, { shape: [2], data: [1, 2] })),
      'has 2 rows',
    ],
    ['no inputs', [], 'inputs'],
  ])('refuses %s, naming it', async (_, inputs, message) => {
    expect(await infer(inputs)).toEqual({
      status: 400,
      json: { error: expect.stringContaining(message) },
    });
  });

  it('tells what has no prediction', async () => {
    expect(await infer(columns.with(1, column(1, { data: [null] })))).toMatchObject({
      status: 409,
      json: { error: expect.stringContaining("NO_LEVEL: row 0 has no finite 'level'") },
    });
    const id = (data: string) => [
      { name: 'service_id', datatype: 'BYTES', shape: [1], data: [data] },
    ];
    expect(await infer(id('svc-9'))).toMatchObject({ status: 404 });
    expect(await infer(columns, NAME, { outputs: [{ name: 'y' }] })).toMatchObject({ status: 400 });
  });
});
