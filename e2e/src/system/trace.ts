import type { OtlpReceiver, ReceivedSpan } from '@headroom/testing';

/** One trace, looked at from the services it passed through. */
export interface Trace {
  readonly spans: readonly ReceivedSpan[];
  /** `ingestion → validation` for each span whose parent belongs to another service. */
  readonly edges: ReadonlySet<string>;
  /** `service: span` of those whose parent was never exported. */
  readonly orphans: readonly string[];
}

const shortName = ({ service }: ReceivedSpan): string => service.replace(/^headroom-/, '');

/** @param caller the span id under which the test itself called, if it did */
export function traceOf(
  received: readonly ReceivedSpan[],
  traceId: string,
  caller?: string,
): Trace {
  const spans = received.filter((span) => span.traceId === traceId);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const edges = new Set<string>();
  const orphans: string[] = [];
  for (const span of spans) {
    const { parentSpanId } = span;
    if (parentSpanId === '' || parentSpanId === caller) continue;
    const parent = byId.get(parentSpanId);
    if (parent === undefined) orphans.push(`${shortName(span)}: ${span.name}`);
    else if (parent.service !== span.service) {
      edges.add(`${shortName(parent)} → ${shortName(span)}`);
    }
  }
  return { spans, edges, orphans };
}

/** The trace when it is whole and holds what it should; after `timeoutMs` as far as it came, for the test to judge. */
export async function traceWhen(
  receiver: OtlpReceiver,
  { traceId, caller }: { readonly traceId: string; readonly caller?: string },
  holds: (trace: Trace) => boolean,
  timeoutMs = 30_000,
): Promise<Trace> {
  const look = (spans: readonly ReceivedSpan[]) => traceOf(spans, traceId, caller);
  const isWhole = (spans: readonly ReceivedSpan[]) => {
    const trace = look(spans);
    return trace.orphans.length === 0 && holds(trace);
  };
  // Its own message lists every span of every trace.
  await receiver.waitForSpans(isWhole, timeoutMs).catch(() => undefined);
  return look(receiver.spans);
}
