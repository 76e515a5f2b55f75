import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { EventToSend, Publisher } from '../port.ts';

/** Records that one request to the broker carries. */
const CHUNK = 500;

/**
 * Publishes a large set of records in their order. Each request is a trace of its own, linked to what asked for it:
 * one trace of ten thousand records could not be read.
 * @param name of the span; the tracer is the caller's
 */
export async function publishLinked(
  publisher: Publisher,
  { tracer, name }: { readonly tracer: string; readonly name: string },
  events: readonly EventToSend[],
): Promise<void> {
  const asked = trace.getSpanContext(context.active());
  const links = asked === undefined ? [] : [{ context: asked }];
  for (let from = 0; from < events.length; from += CHUNK) {
    const span = trace.getTracer(tracer).startSpan(name, { links }, ROOT_CONTEXT);
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        publisher.publish(events.slice(from, from + CHUNK)),
      );
    } finally {
      span.end();
    }
  }
}
