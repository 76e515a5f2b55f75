import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PredictionMade, TOPICS } from '@headroom/contracts';
import { decodeJson, type Delivered } from '@headroom/messaging';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixtureModel, modelEvent, stump } from './testing/fixture-model.ts';
import { Neighbours, startServing, type RunningServing } from './testing/running-serving.ts';
import { clusterWindow, T0, vector } from './testing/vectors.ts';

const HOUR = 3_600_000;
const NAME = 'cloud_optimizer_lightgbm';

const predictionsOf = (seen: readonly Delivered[]): PredictionMade[] =>
  seen.flatMap((message) => {
    if (message.topic !== TOPICS.predictionsMade.name) return [];
    const decoded = decodeJson(TOPICS.predictionsMade, message);
    return decoded.ok ? [decoded.data] : [];
  });

describe('serving on Kafka, Postgres, Redis and the object store', () => {
  let stack: TestStack;
  let root: string;
  let neighbours: Neighbours;
  let serving: RunningServing;
  let seen: Delivered[];
  const one = fixtureModel('1', 0.5);
  const two = fixtureModel('2', -1);
  // At hour 3 the newest window a row sees has a mean cpu above 0.5.
  const ofOne = 0.4 + 1.5 * 0.1;
  const ofTwo = 0.4;

  const predictionMessages = () =>
    seen.filter(({ topic }) => topic === TOPICS.predictionsMade.name);
  async function get(
    path: string,
  ): Promise<{ status: number; type: string | null; body: unknown }> {
    const response = await fetch(`${serving.url}${path}`);
    const type = response.headers.get('content-type');
    return { status: response.status, type, body: await response.json() };
  }
  const predictionFor = (id: string) => get(`/api/v1/predictions/${encodeURIComponent(id)}`);
  const servedVersion = async (): Promise<unknown> => {
    const { status, body } = await get('/api/v1/model');
    return status === 200 && typeof body === 'object' && body !== null && 'version' in body
      ? body.version
      : null;
  };

  beforeAll(async () => {
    stack = await testStack();
    root = await mkdtemp(join(tmpdir(), 'serving-'));
    neighbours = new Neighbours(stack, root);
    await neighbours.store(one);
    await neighbours.store(two);
    await neighbours.windows('cluster-1', [clusterWindow(0, 0.2), clusterWindow(1, 0.9)]);
    serving = await startServing(stack, root);
    seen = await neighbours.watch();
  });
  afterAll(async () => {
    await serving.close();
    await neighbours.close();
    await stack.close();
    await rm(root, { recursive: true });
  });

  it('answers NO_MODEL before there is a champion, and keeps vectors in mind', async () => {
    await neighbours.compute([
      vector(1),
      vector(1, { serviceId: 'team/a:web', revision: { partition: 0, offset: 7 } }),
    ]);
    const { status, type, body } = await predictionFor('svc-1');
    expect({ status, type }).toEqual({
      status: 503,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(body).toMatchObject({ code: 'NO_MODEL' });
    await vi.waitUntil(
      async () => (await neighbours.bus.admin.lag(TOPICS.featuresComputed, 'serving')) === 0,
      { timeout: 20_000, interval: 200 },
    );
  });

  it('predicts for every service it has seen as soon as a champion is set', async () => {
    await neighbours.tell(modelEvent('version_created', '1', one.event.bundle), one.event);
    await vi.waitUntil(() => predictionsOf(seen).length === 2, { timeout: 20_000 });
    expect(predictionsOf(seen).find((made) => made.service_id === 'svc-1')).toMatchObject({
      // The window that ended an hour before has a mean cpu below 0.5.
      prediction: 0.4 + 0.5 * 0.1,
      cluster_window_end: T0,
      cluster_window_version: 3,
      bucket_end: T0 + HOUR,
      horizon_ms: HOUR,
      model_name: NAME,
      model_version: '1',
    });
    const { status, body } = await predictionFor('team/a:web');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      service_id: 'team/a:web',
      precomputed: true,
      provisional: true,
      arrival_seq: { partition: 0, offset: 7 },
    });
  });

  it('predicts on each new vector, before anyone asks', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const trace = propagation.extract(ROOT_CONTEXT, { traceparent });
    await neighbours.compute([vector(2, { level: 0.6, instances: 2 })], trace);
    await vi.waitUntil(() => predictionsOf(seen).length === 3, { timeout: 20_000 });
    const { body } = await predictionFor('svc-1');
    // Now the window of the hour before is seen, with a mean cpu above 0.5.
    expect(body).toMatchObject({
      prediction: 0.6 + 1.5 * 0.1,
      cluster_window_end: T0 + HOUR,
      bucket_end: T0 + 2 * HOUR,
      precomputed: true,
    });
    const recommended = () =>
      seen.filter(
        ({ topic, event }) =>
          topic === TOPICS.recommendationsMade.name && event.subject === 'svc-1',
      );
    await vi.waitUntil(() => recommended().length > 0, { timeout: 20_000 });
    expect(await get('/api/v1/recommendations/svc-1')).toMatchObject({
      status: 200,
      body: {
        final: null,
        provisional: {
          bucket_end: T0 + 2 * HOUR,
          current_instances: 2,
          reason: 'REACTIVE',
          demand: 1.2,
        },
      },
    });
    // Invariant 8: in the trace of the vector.
    for (const told of [predictionMessages().at(-1), recommended().at(-1)])
      expect(told?.headers['traceparent']).toContain(traceId);
  });

  it('makes a recommendation final once the next bucket comes', async () => {
    await neighbours.compute([vector(3, { instances: 3 })]);
    await vi.waitUntil(() => predictionsOf(seen).length === 4, { timeout: 20_000 });
    const recommendation = () => get('/api/v1/recommendations/svc-1');
    await vi.waitFor(async () =>
      expect(await recommendation()).toMatchObject({
        body: { final: { bucket_end: T0 + 2 * HOUR }, provisional: { current_instances: 3 } },
      }),
    );
    const response = await fetch(`${serving.url}/api/v1/recommendations:batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service_ids: ['svc-9', 'svc-1'] }),
    });
    expect(await response.json()).toMatchObject({
      recommendations: [
        { service_id: 'svc-9', error: { code: 'NOT_FOUND' } },
        { service_id: 'svc-1', final: { provisional: false, action: 'none' } },
      ],
    });
  });

  it('sends garbage to dead letters and goes on', async () => {
    await neighbours.sendBytes([['svc-1', Buffer.from('garbage')]]);
    await neighbours.compute([vector(3, { serviceId: 'svc-2', scale: NaN })]);
    await neighbours.compute([vector(3, { revision: { partition: 0, offset: 9 } })]);
    await vi.waitUntil(() => predictionsOf(seen).length === 5, { timeout: 20_000 });
    const letters = () => seen.filter(({ topic }) => topic === TOPICS.platformRejected.name);
    await vi.waitUntil(() => letters().length > 0, { timeout: 20_000 });
    expect(letters().map(({ value }): unknown => JSON.parse(String(value)))).toMatchObject([
      { reason: 'BAD_VECTOR', consumer_group: 'serving' },
    ]);
  });

  it('tells why there is no prediction', async () => {
    expect(await predictionFor('svc-9')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await predictionFor('%/'.repeat(2))).toMatchObject({ status: 400 });
    expect(await predictionFor('/'.repeat(128))).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('has no features') },
    });
    expect(await predictionFor('svc-2')).toMatchObject({
      status: 409,
      body: { code: 'WARMING_UP' },
    });
    expect(await predictionFor('no id!')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST' },
    });
    const response = await fetch(`${serving.url}/api/v1/predictions:batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service_ids: ['svc-2', 'svc-1', 'svc-9'] }),
    });
    expect(response.status).toBe(200);
    expect(await get('/openapi.json')).toMatchObject({
      body: {
        paths: {
          '/api/v1/predictions:batch': expect.anything(),
          '/api/v1/predictions/{service_id}': expect.anything(),
          '/api/v1/recommendations/{service_id}': expect.anything(),
        },
      },
    });
    expect(await response.json()).toMatchObject({
      predictions: [
        { service_id: 'svc-2', error: { code: 'WARMING_UP', status: 409 } },
        { service_id: 'svc-1', prediction: ofOne },
        { service_id: 'svc-9', error: { code: 'NOT_FOUND', status: 404 } },
      ],
    });
  });

  it('changes its model without a failed request', async () => {
    const failures: unknown[] = [];
    let isDone = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!isDone) {
        const { status, body } = await predictionFor('svc-1');
        const made = PredictionMade.safeParse(body).data;
        const expected = made?.model_version === '2' ? ofTwo : ofOne;
        if (status !== 200 || made?.prediction !== expected) failures.push(body);
      }
    });
    try {
      await neighbours.tell(two.event);
      await vi.waitUntil(
        () => predictionsOf(seen).some(({ model_version: version }) => version === '2'),
        { timeout: 20_000 },
      );
    } finally {
      isDone = true;
    }
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(await predictionFor('svc-1')).toMatchObject({ body: { model_version: '2' } });
  });

  it("speaks its peers' protocols beside its own, over any version", async () => {
    const post = async (path: string, body: unknown): Promise<unknown> => {
      const response = await fetch(`${serving.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
    const row = { cpu_utilization: 0.4, level: 0.4, scale: 0.1, cluster_cpu_mean: 0.9 };
    expect((await fetch(`${serving.url}/ping`)).status).toBe(200);
    expect(await post('/invocations', { dataframe_records: [row] })).toEqual({
      status: 200,
      body: { predictions: [ofTwo] },
    });
    expect(await get('/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    const inputs = [{ name: 'service_id', datatype: 'BYTES', shape: [1], data: ['svc-1'] }];
    expect(await post(`/v2/models/${NAME}/versions/1/infer`, { inputs })).toMatchObject({
      status: 200,
      body: { model_version: '1', outputs: [{ data: [ofOne] }] },
    });
    const scored = `/api/v1/models/${NAME}/versions/champion/predictions`;
    expect(await post(scored, { rows: [row] })).toMatchObject({
      status: 200,
      body: { model_version: '2', predictions: [{ prediction: ofTwo }] },
    });
    expect(await post(scored, { rows: [{ level: 'x' }] })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', detail: expect.stringContaining('rows.0.level') },
    });
    expect(await post(scored, { rows: [row], cadence_ms: 300_000 })).toMatchObject({
      status: 409,
      body: { code: 'CADENCE_MISMATCH' },
    });
    expect(await get('/api/v1/predictions/svc-1/explanation?top=1')).toMatchObject({
      status: 200,
      body: { prediction: ofTwo, contributions: [{ feature: 'cluster_cpu_mean' }], other: 0 },
    });
  });

  it('forgets a version that is deleted, and calls a model by its new name', async () => {
    const change = { name: 'short_lived', version: null, at: 1, by: 'test', reason: null };
    const { bundle } = two.event;
    for (const version of ['1', '2'])
      await neighbours.tell(modelEvent('version_created', version, bundle, 'short_lived'));
    const versionsOf = async (name: string): Promise<unknown> => {
      const { status, body } = await get(`/v2/models/${name}`);
      return typeof body === 'object' && body !== null && 'versions' in body
        ? body.versions
        : status;
    };
    await expect.poll(() => versionsOf('short_lived')).toEqual(['1', '2']);
    await neighbours.tell({ ...change, kind: 'version_deleted', version: '2' });
    await expect.poll(() => versionsOf('short_lived')).toEqual(['1']);
    await neighbours.tell({ ...change, kind: 'model_renamed', new_name: 'long_lived' });
    await expect.poll(() => versionsOf('long_lived')).toEqual(['1']);
    expect(await versionsOf('short_lived')).toBe(404);
    await neighbours.tell({ ...change, name: 'long_lived', kind: 'model_deleted' });
    await expect.poll(() => versionsOf('long_lived')).toBe(404);
  });

  it('makes a prediction of the past anew, from its inputs and by the version that made it', async () => {
    const told = predictionsOf(seen).find((made) => made.service_id === 'svc-1');
    const kept = `/api/v1/kept-predictions/${told?.prediction_id}`;
    expect(await get(kept)).toMatchObject({
      status: 200,
      body: { prediction: told, shadow: false },
    });
    const { bucketEnd, revision, values } = vector(1);
    const past = {
      service_id: 'svc-1',
      cluster_id: 'cluster-1',
      bucket_end: bucketEnd,
      arrival_seq: revision,
      definition_hash: told?.definition_hash,
      values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      newest_event: bucketEnd,
      records: 1,
      cluster_window: clusterWindow(0, 0.2),
    };
    const explain = async (body: object): Promise<unknown> => {
      const response = await fetch(`${serving.url}${kept}/explanation?top=1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await explain(past)).toMatchObject({
      status: 200,
      body: {
        prediction: told,
        recomputed: { prediction: told?.prediction },
        equal: true,
        explanation: { contributions: [{ feature: 'cluster_cpu_mean', value: 0.2 }] },
      },
    });
    expect(await explain({ ...past, cluster_window: null })).toMatchObject({ status: 400 });
    expect(await get(`/api/v1/kept-predictions/${'0'.repeat(32)}`)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await get('/api/v1/kept-predictions/x')).toMatchObject({ status: 400 });
  });

  it('keeps the old model where the new one is broken, and follows the alias after a restart', async () => {
    const broken = fixtureModel('3', 0, { content: stump(0).replace('end of trees', '') });
    const damaged = fixtureModel('4', 3);
    await neighbours.store(broken);
    await neighbours.store(damaged);
    await neighbours.store({
      ...damaged,
      files: new Map([...damaged.files].map(([key, text]) => [key, `${text} `])),
    });
    const { bundle } = one.event;
    await neighbours.tell(broken.event, damaged.event, modelEvent('alias_deleted', '1', bundle));
    await serving.close();
    serving = await startServing(stack, root);
    await vi.waitUntil(async () => (await servedVersion()) !== null, { timeout: 20_000 });
    expect(await get('/api/v1/model')).toMatchObject({
      body: { version: '2', champion: { version: '4', refused: { code: 'INVALID_DATA' } } },
    });
    const alerts = () => seen.filter(({ topic }) => topic === TOPICS.alertsRaised.name);
    await vi.waitUntil(() => alerts().length > 0, { timeout: 20_000 });
    expect(JSON.parse(String(alerts().at(-1)?.value))).toMatchObject({
      rule: 'serving.champion',
      message: expect.stringContaining('version 4 cannot be loaded'),
    });
    const metrics = await (await fetch(`${serving.url}/metrics`)).text();
    expect(metrics).toMatch(/headroom_champion_refused\{[^}]*headroom_model_version="4"[^}]*\} 1/);
    expect((await fetch(`${serving.url}/health/ready`)).status).toBe(200);
    expect(await predictionFor('svc-1')).toMatchObject({
      status: 200,
      body: { prediction: ofTwo, model_version: '2' },
    });
  });

  it('serves nothing when the alias is taken from the one that has it', async () => {
    await neighbours.tell(modelEvent('alias_deleted', '4', fixtureModel('4', 3).event.bundle));
    await vi.waitUntil(async () => (await servedVersion()) === null, { timeout: 20_000 });
    expect(await predictionFor('svc-1')).toMatchObject({ status: 503 });
  });
});
