import { Body, Controller, Get, Inject, Module, Param, Post } from '@nestjs/common';
import { HeadroomError } from '@headroom/contracts';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Config } from '../config/load-config.ts';
import { parseBody } from '../http/parse-request.ts';
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
