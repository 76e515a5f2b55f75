import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { observeProcess } from './process-metrics.ts';
import { PullReader } from './pull-reader.ts';
import { QuietExporter } from './quiet-exporter.ts';

export interface Telemetry {
  /** All metrics of the process in the Prometheus text format. */
  scrape(): Promise<string>;
  /** Exports what is buffered and ends. */
  stop(): Promise<void>;
}

interface TelemetryOptions {
  readonly service: string;
  readonly otlpEndpoint: string | undefined;
  /** Of traces that begin in this process. */
  readonly traceShare: number;
  readonly logger: Logger;
}

const EXPORT_DELAY_MS = 200;
/** Also what a shutdown without a collector waits for. */
const EXPORT_TIMEOUT_MS = 2_000;

/** OpenTelemetry's API is global to the process, so services that share one (tests do) share one telemetry. */
let running: { telemetry: Telemetry; users: number } | undefined;

/** Makes tracers and meters of `@opentelemetry/api` real. Call it before any instrument is created. */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  running ??= { telemetry: install(options), users: 0 };
  running.users += 1;
  const shared = running;
  let stopped = false;
  return {
    scrape: () => shared.telemetry.scrape(),
    async stop() {
      if (stopped) return;
      stopped = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      running = undefined;
      await shared.telemetry.stop();
    },
  };
}

function install({ service, otlpEndpoint, traceShare, logger }: TelemetryOptions): Telemetry {
  const resource = resourceFromAttributes({ 'service.name': `headroom-${service}` });
  const tracers = new TracerProvider({
    resource,
    // A share of those that begin here; a trace that comes in is recorded as its beginner has decided. Where nobody
    // takes them, traces keep their ids, for logs and events, and cost next to nothing.
    sampler: new ParentBasedSampler({
      root: new TraceIdRatioBasedSampler(otlpEndpoint === undefined ? 0 : traceShare),
    }),
    spanProcessors: otlpEndpoint === undefined ? [] : [exportTo(otlpEndpoint, logger)],
  });
  const reader = new PullReader();
  const meters = new MeterProvider({ resource, readers: [reader] });

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  const stopObserving = observeProcess(meters.getMeter('headroom-process'));

  return {
    scrape: () => reader.scrape(),
    async stop() {
      stopObserving();
      trace.disable();
      metrics.disable();
      propagation.disable();
      context.disable();
      // The exporter has told of a collector that does not answer; ending must not fail for it.
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
}

function exportTo(endpoint: string, logger: Logger): BatchSpanProcessor {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return new BatchSpanProcessor({
    exporter: new QuietExporter(
      new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }),
      endpoint,
      logger,
    ),
    scheduledDelayMillis: EXPORT_DELAY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
    maxQueueSize: 8_192,
  });
}
