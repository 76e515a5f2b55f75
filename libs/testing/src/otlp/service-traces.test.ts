import { Controller, Get, Module } from '@nestjs/common';
import { createService } from '@headroom/service-kit';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startOtlpReceiver } from './otlp-receiver.ts';

@Controller()
class Hello {
  @Get('hello/:name')
  hello(): string {
    return 'hello';
  }

  @Get('defect')
  defect(): never {
    throw new Error('defect');
  }
}

@Module({ controllers: [Hello] })
class HelloModule {}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

it('exports a span a request, child of its caller, with route and status; the last ones at shutdown', async () => {
  const receiver = await startOtlpReceiver();
  const service = await createService(
    { name: 'drift', settings: z.object({}), module: () => HelloModule },
    {
      HEADROOM_DRIFT_PORT: '0',
      HEADROOM_LOG_LEVEL: 'silent',
      HEADROOM_OTLP_ENDPOINT: receiver.endpoint,
    },
  );
  const headers = { traceparent: `00-${TRACE_ID}-${PARENT}-01` };
  await fetch(`${service.url}/hello/you?secret=1`, { headers });
  await fetch(`${service.url}/health/live`);

  const [span] = await receiver.waitForSpans((spans) => spans.length > 0);
  expect(span).toMatchObject({
    service: 'headroom-drift',
    traceId: TRACE_ID,
    parentSpanId: PARENT,
    name: 'GET /hello/:name',
    kind: 2,
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/hello/:name',
      'url.path': '/hello/you',
      'http.response.status_code': 200,
    },
  });

  await fetch(`${service.url}/defect`);
  await service.close();
  expect(receiver.spans.map(({ name, status }) => [name, status.code])).toEqual([
    ['GET /hello/:name', 0],
    ['GET /defect', 2],
  ]);
  await receiver.close();
});
