import { ATTRIBUTES } from '@headroom/contracts';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, propagation, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { attributesOf } from '../codec/attributes.ts';
import type { Delivered, LogRecord, Outcome } from '../port.ts';

const tracer = () => trace.getTracer('headroom.messaging');

export interface TracedBatch {
  readonly messages: readonly Delivered[];
  /** Context of the batch span: active while the handler runs. */
  readonly context: Context;
  end(outcomes: readonly Outcome[] | null): void;
}

/** One consumer span a message, child of its producer's; one batch span with a trace of its own that links to them. */
export function traceBatch(records: readonly LogRecord[], group: string): TracedBatch {
  const spans: Span[] = [];
  const messages = records.map((record): Delivered => {
    const parent = propagation.extract(ROOT_CONTEXT, record.headers);
    const span = tracer().startSpan(`process ${record.topic}`, { kind: SpanKind.CONSUMER }, parent);
    // Few are sampled: what describes the others would be made to be thrown away.
    if (span.isRecording()) span.setAttributes(attributes(record, group));
    spans.push(span);
    return { ...record, event: attributesOf(record), trace: trace.setSpan(parent, span) };
  });
  const first = records[0];
  const batch = tracer().startSpan(
    `batch ${first?.topic ?? ''}`,
    { kind: SpanKind.CONSUMER, root: true },
    ROOT_CONTEXT,
  );
  if (batch.isRecording()) {
    batch.addLinks(spans.map((span) => ({ context: span.spanContext() })));
    batch.setAttributes({
      ...(first && attributes(first, group)),
      [ATTRIBUTES.batchSize]: records.length,
    });
  }
  return {
    messages,
    context: trace.setSpan(ROOT_CONTEXT, batch),
    end: (outcomes) => {
      spans.forEach((span, i) => finish(span, outcomes?.[i]));
      batch.end();
    },
  };
}

function attributes(record: LogRecord, group: string) {
  return {
    [ATTRIBUTES.topic]: record.topic,
    [ATTRIBUTES.partition]: String(record.partition),
    [ATTRIBUTES.offset]: record.offset,
    [ATTRIBUTES.group]: group,
  };
}

function finish(span: Span, outcome: Outcome | undefined): void {
  if (outcome === undefined) {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: 'abandoned: another consumer will get it',
    });
  } else if (outcome.kind === 'dead-letter') {
    span.setAttribute(ATTRIBUTES.reason, outcome.reason);
    span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.message });
  }
  span.end();
}
