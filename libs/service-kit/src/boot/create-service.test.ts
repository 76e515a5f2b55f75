import { Body, Controller, Get, Inject, Module, Param, Post, Query } from '@nestjs/common';
import { HeadroomError } from '@headroom/contracts';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Config } from '../config/load-config.ts';
import { parseBody } from '../http/parse-request.ts';
import { Route } from '../http/route.ts';
import { CONFIG } from '../tokens.ts';
import { createService, type RunningService } from './create-service.ts';

const settings = z.object({
  HEADROOM_GREETING: z.string().default('hello').describe('a greeting'),
});

@Controller('api/v1')
class Greeter {
  readonly #config: Config<typeof settings>;

  constructor(@Inject(CONFIG) config: Config<typeof settings>) {
    this.#config = config;
  }

  @Get('greet/:name')
  greet(@Param('name') name: string): unknown {
    if (name === 'nobody') throw new HeadroomError('NOT_FOUND', 'name "nobody" does not exist.');
    if (name === 'defect') throw new Error('secret inside');
    return {
      text: `${this.#config.settings.HEADROOM_GREETING} ${name}`,
      traceId: trace.getActiveSpan()?.spanContext().traceId,
    };
  }

  @Post('echo')
  echo(@Body() body: unknown): unknown {
    return {
      echoed: parseBody(z.object({ count: z.int().min(1) }), body),
      traceId: trace.getActiveSpan()?.spanContext().traceId,
    };
  }

  @Route({
    summary: 'Adds a number to a thing.',
    params: z.object({ thing: z.string().min(2) }),
    query: z.object({ by: z.coerce.number().int().default(1) }),
    body: z.object({ count: z.int() }),
    response: z.object({ sum: z.int() }),
    errors: ['CONFLICT'],
  })
  @Post('things/:thing/add')
  add(
    @Param() { thing }: { thing: string },
    @Query() { by }: { by: number },
    @Body() { count }: { count: number },
  ): unknown {
    return { thing, sum: count + by };
  }

  @Post('peer/echo')
  peer(@Body() body: unknown): unknown {
    return parseBody(z.object({ count: z.int() }), body);
  }
}

@Module({ controllers: [Greeter] })
class GreeterModule {}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-01`;

describe('a service', () => {
  let service: RunningService<typeof settings>;

  beforeAll(async () => {
    service = await createService(
      {
        name: 'ingestion',
        settings,
        module: () => GreeterModule,
        errorRenderers: [
          {
            prefix: '/api/v1/peer/',
            render: ({ code, detail }) => ({ status: 418, body: { error_code: code, detail } }),
          },
        ],
      },
      { HEADROOM_INGESTION_PORT: '0', HEADROOM_LOG_LEVEL: 'silent' },
    );
  });
  afterAll(() => service.close());

  const post = (path: string, body: string) =>
    fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body,
    });

  it('continues the trace of the caller in a handler, with and without a body', async () => {
    const got = await fetch(`${service.url}/api/v1/greet/you`, { headers: { traceparent } });
    expect(await got.json()).toEqual({ text: 'hello you', traceId: TRACE_ID });
    const posted = await post('/api/v1/echo', '{"count":2}');
    expect(posted.status).toBe(201);
    expect(await posted.json()).toEqual({ echoed: { count: 2 }, traceId: TRACE_ID });
  });

  it('tells errors as problem details', async () => {
    const missing = await fetch(`${service.url}/api/v1/greet/nobody`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(await missing.json()).toEqual({
      type: 'urn:headroom:error:NOT_FOUND',
      title: 'the thing that is named does not exist',
      status: 404,
      detail: 'name "nobody" does not exist.',
      code: 'NOT_FOUND',
    });
  });

  it('names every field of a wrong body', async () => {
    const answer = await post('/api/v1/echo', '{"count":0}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [{ field: 'count' }],
    });
  });

  it('checks what a route declares, and hands over what the schemas put out', async () => {
    const defaulted = await post('/api/v1/things/ab/add?more=ignored', '{"count":2,"other":1}');
    expect(await defaulted.json()).toEqual({ thing: 'ab', sum: 3 });
    const given = await post('/api/v1/things/ab/add?by=5', '{"count":2}');
    expect(await given.json()).toEqual({ thing: 'ab', sum: 7 });

    const refusals = [
      [await post('/api/v1/things/a/add', '{"count":2}'), 'thing'],
      [await post('/api/v1/things/ab/add?by=x', '{"count":2}'), 'by'],
      [await post('/api/v1/things/ab/add', '{"count":"2"}'), 'count'],
    ] as const;
    for (const [answer, field] of refusals) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ field }] });
    }
  });

  it('tells its declared routes in OpenAPI', async () => {
    const document: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Headroom ingestion' },
      paths: {
        '/api/v1/things/{thing}/add': {
          post: {
            summary: 'Adds a number to a thing.',
            parameters: [
              {
                name: 'thing',
                in: 'path',
                required: true,
                schema: { type: 'string', minLength: 2 },
              },
              { name: 'by', in: 'query', required: false },
            ],
            requestBody: {
              content: { 'application/json': { schema: { required: ['count'] } } },
            },
            responses: {
              '201': { content: { 'application/json': { schema: { required: ['sum'] } } } },
              default: { description: expect.stringContaining('CONFLICT') },
            },
          },
        },
      },
    });
    const page = await fetch(`${service.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('/api/v1/things/{thing}/add');
  });

  it('tells a body that is not JSON, an unknown route and a body too large as problems too', async () => {
    const bad = await post('/api/v1/echo', '{"count":');
    expect([bad.status, await bad.json()]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
    const lost = await fetch(`${service.url}/nowhere`);
    expect([lost.status, await lost.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    const large = await post('/api/v1/echo', `"${'x'.repeat(1_100_000)}"`);
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'INVALID_REQUEST' }]);
  });

  it('does not leak what an unknown error says', async () => {
    const answer = await fetch(`${service.url}/api/v1/greet/defect`);
    expect(answer.status).toBe(500);
    const body = await answer.text();
    expect(body).toContain('INTERNAL');
    expect(body).not.toContain('secret');
  });

  it("speaks a peer's errors under its prefix", async () => {
    const answer = await post('/api/v1/peer/echo', '{}');
    expect(answer.status).toBe(418);
    expect(await answer.json()).toMatchObject({ error_code: 'INVALID_REQUEST' });
  });

  it('is ready, alive and measured', async () => {
    expect(await (await fetch(`${service.url}/health/live`)).json()).toEqual({ status: 'live' });
    const ready = await fetch(`${service.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: {} }]);
    const metrics = await fetch(`${service.url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await metrics.text();
    expect(text).toContain('service_name="headroom-ingestion"');
    expect(text).toMatch(
      /headroom_http_request_duration_seconds_count\{.*route="\/api\/v1\/greet\/:name"/,
    );
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  });
});
