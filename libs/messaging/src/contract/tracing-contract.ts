import { TOPICS } from '@headroom/contracts';
import { context, trace } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { trigger, until } from './stage.ts';
import type { Stage } from './stage.ts';
import { recordSpans } from './tracing.ts';

export function describeTracing(stage: () => Stage): void {
  describe('tracing', () => {
    let spans: ReturnType<typeof recordSpans>;
    beforeAll(() => {
      spans = recordSpans();
    });

    it('invariant 8: an event that follows from a message is in its trace', async () => {
      spans.reset();
      const request = trace.getTracer('test').startSpan('POST /metrics');
      const { publisher } = stage().bus();
      await context.with(trace.setSpan(context.active(), request), () =>
        publisher.publish([trigger('one')]),
      );
      await publisher.publish([trigger('other')]);
      request.end();
      stage().consume(TOPICS.pipelineTriggers, 'first', async (messages) => {
        await publisher.publish(
          messages.map((m) => ({
            topic: TOPICS.featuresComputed,
            id: `f-${m.event.id}`,
            source: 'headroom/test',
            key: m.event.id,
            cause: m,
            bytes: Buffer.from('v'),
            contentType: 'application/vnd.headroom.vector',
          })),
        );
        return undefined;
      });
      const second = stage().consume(TOPICS.featuresComputed, 'second');
      await until(() => second.seen.length === 2);
      await stage().caughtUp(TOPICS.pipelineTriggers, 'first');
      await stage().caughtUp(TOPICS.featuresComputed, 'second');
      await until(
        () => spans.getFinishedSpans().filter((s) => s.name.startsWith('batch')).length >= 2,
      );

      const derived = second.seen.find((m) => m.event.id === 'f-one');
      const span = derived && trace.getSpan(derived.trace)?.spanContext();
      const all = spans.getFinishedSpans();
      const last = all.find((s) => s.spanContext().spanId === span?.spanId);
      const middle = all.find((s) => s.spanContext().spanId === last?.parentSpanContext?.spanId);
      expect(last?.name).toBe('process features.computed.v1');
      expect(middle?.name).toBe('process pipeline.triggers.v1');
      expect(middle?.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
      expect(span?.traceId).toBe(request.spanContext().traceId);

      const other = second.seen.find((m) => m.event.id === 'f-other');
      const otherTrace = other && trace.getSpan(other.trace)?.spanContext().traceId;
      expect(otherTrace).not.toBe(span?.traceId);
    });

    it('links the span of a batch to the spans of its messages', async () => {
      spans.reset();
      await stage()
        .bus()
        .publisher.publish([trigger('a'), trigger('b')]);
      const probe = stage().consume(TOPICS.pipelineTriggers, 'g', async () => undefined);
      await stage().caughtUp(TOPICS.pipelineTriggers, 'g');
      await until(() => spans.getFinishedSpans().some((s) => s.name.startsWith('batch')));
      const batches = spans
        .getFinishedSpans()
        .filter((s) => s.name === 'batch pipeline.triggers.v1');
      const linked = batches.flatMap((s) => s.links.map((l) => l.context.spanId));
      expect(linked).toEqual(probe.seen.map((m) => trace.getSpan(m.trace)?.spanContext().spanId));
    });
  });
}
