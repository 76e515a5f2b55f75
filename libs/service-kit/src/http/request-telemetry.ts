import type { IncomingHttpHeaders } from 'node:http';
import { METRIC_NAMES } from '@headroom/contracts';
import {
  context,
  metrics,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Histogram,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isMachinery } from './machinery.ts';

interface RequestNames {
  readonly method: string;
  /** Its pattern, so that ids in paths do not multiply series. */
  readonly route: string;
  readonly url: string;
}

/** A request that is under way. */
interface RequestTrace extends RequestNames {
  readonly span: Span;
  /** Active in the handler. */
  readonly context: Context;
}

const SERVER = { kind: SpanKind.SERVER };

/** One server span a request, child of the caller's `traceparent`; and the duration histogram. */
export class RequestTelemetry {
  readonly #tracer: Tracer = trace.getTracer('headroom-http');
  readonly #seconds: Histogram = metrics
    .getMeter('headroom-http')
    .createHistogram(METRIC_NAMES.httpSeconds, {
      description: 'Duration of HTTP requests.',
      advice: {
        explicitBucketBoundaries: [
          0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
      },
    });

  begin(names: RequestNames, headers: IncomingHttpHeaders): RequestTrace {
    const { method, route, url } = names;
    const parent = propagation.extract(context.active(), headers);
    const span = this.#tracer.startSpan(`${method} ${route}`, SERVER, parent);
    // The sampler decides by the trace's id: what nobody will see need not be gathered.
    if (span.isRecording()) {
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'url.path': url.split('?', 1)[0] ?? '',
      });
    }
    return { method, route, url, span, context: trace.setSpan(parent, span) };
  }

  /** @param ms since the request came in */
  end({ span, method, route }: RequestTrace, status: number, ms: number): void {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    this.#seconds.record(ms / 1000, { method, route, status });
  }
}

/** Traces and measures what the framework handles, but for probes and scrapes: these would bury the rest. */
export function traceRequests(fastify: FastifyInstance, telemetry: RequestTelemetry): void {
  const traces = new WeakMap<FastifyRequest, RequestTrace>();

  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isMachinery(request)) {
      done();
      return;
    }
    const { method, url, routeOptions, headers } = request;
    const traced = telemetry.begin(
      { method, url, route: routeOptions.url ?? 'unmatched' },
      headers,
    );
    traces.set(request, traced);
    context.with(traced.context, done);
  });

  // Reading the body continues on the socket's own asynchronous chain, so the context is entered again behind it.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const traced = traces.get(request);
    if (traced === undefined) done();
    else context.with(traced.context, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const traced = traces.get(request);
    if (traced !== undefined) telemetry.end(traced, reply.statusCode, reply.elapsedTime);
    done();
  });
}
