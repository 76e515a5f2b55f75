import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

/** Trace and span of the line's own moment, so that a log line leads to its trace and back. */
function activeSpan(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** JSON lines on stdout: `time`, `level` by name, `service`, `msg`, and the ids of the active span. */
export function createLogger(
  options: { service: string; level: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    mixin: activeSpan,
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
