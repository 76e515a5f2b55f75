import { METRIC_NAMES } from '@headroom/contracts';
import {
  context,
  metrics,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isMachinery } from './machinery.ts';

const SERVER = { kind: SpanKind.SERVER };

interface RequestTrace {
  readonly span: Span;
  readonly context: Context;
}

/**
 * One server span a request, child of the caller's `traceparent`, active in handlers; and the duration histogram.
 * Routes are named by their pattern, so that ids in paths do not multiply series.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const tracer = trace.getTracer('headroom-http');
  const seconds = metrics.getMeter('headroom-http').createHistogram(METRIC_NAMES.httpSeconds, {
    description: 'Duration of HTTP requests.',
    advice: {
      explicitBucketBoundaries: [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
      ],
    },
  });
  const traces = new WeakMap<FastifyRequest, RequestTrace>();

  fastify.addHook('onRequest', (request, _reply, done) => {
    // Spans of these, every few seconds, would bury the rest.
    if (isMachinery(request)) {
      done();
      return;
    }
    const parent = propagation.extract(context.active(), request.headers);
    const route = request.routeOptions.url ?? 'unmatched';
    const span = tracer.startSpan(`${request.method} ${route}`, SERVER, parent);
    // The sampler decides by the trace's id: what nobody will see need not be gathered.
    if (span.isRecording()) {
      span.setAttributes({
        'http.request.method': request.method,
        'http.route': route,
        'url.path': request.url.split('?', 1)[0] ?? '',
      });
    }
    const traced = { span, context: trace.setSpan(parent, span) };
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
    if (traced !== undefined) {
      const { span } = traced;
      span.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      seconds.record(reply.elapsedTime / 1000, {
        method: request.method,
        route: request.routeOptions.url ?? 'unmatched',
        status: reply.statusCode,
      });
    }
    done();
  });
}
