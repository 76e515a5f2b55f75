import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const request = (name: string) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: [{ key: 'service.name', value: { stringValue: 'headroom-drift' } }],
        },
        scopeSpans: [
          {
            scope: { name: 'any' },
            spans: [
              {
                traceId: 'a'.repeat(32),
                spanId: 'b'.repeat(16),
                parentSpanId: 'c'.repeat(16),
                name,
                kind: 5,
                startTimeUnixNano: '1700000000000000000',
                endTimeUnixNano: '1700000000000000009',
                attributes: [
                  { key: 'n', value: { intValue: '7' } },
                  { key: 'ok', value: { boolValue: false } },
                ],
                links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16) }],
                status: { code: 2, message: 'poison' },
              },
            ],
          },
        ],
      },
    ],
  });

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${receiver.endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

it('reads spans, plain or gzipped', async () => {
  await post(request('one'));
  await post(gzipSync(request('two')), { 'content-encoding': 'gzip' });
  expect(receiver.spans).toMatchObject([
    {
      service: 'headroom-drift',
      name: 'one',
      parentSpanId: 'c'.repeat(16),
      attributes: { n: 7, ok: false },
      links: [{ traceId: 'd'.repeat(32) }],
      status: { code: 2, message: 'poison' },
    },
    { name: 'two' },
  ]);
});

it('wakes who waits when the last span it needs has come', async () => {
  const waiting = receiver.waitForSpans((spans) => spans.length === 2);
  await post(request('one'));
  await post(request('two'));
  expect((await waiting).map(({ name }) => name)).toEqual(['one', 'two']);
});

it('tells what came instead', async () => {
  await post(request('one'));
  await expect(receiver.waitForSpans((spans) => spans.length > 1, 20)).rejects.toThrow(
    /did not come within 20 ms; received: headroom-drift: one \(a+\)/,
  );
});

it('refuses what is no OTLP', async () => {
  expect((await post('{"spans":[]}')).status).toBe(400);
});
