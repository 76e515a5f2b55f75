import { trace } from '@opentelemetry/api';
import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

/** Trace and span of the line's own moment, so that a log line leads to its trace and back. */
function activeSpan(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** JSON lines on stdout: `time`, `level` by name, `service`, `msg`, and the ids of the active span. */
export function createLogger(
  options: { service: string; level: string },
  // Written at once: a line is not lost in a crash, and no flush at exit can hang on a reader that is gone.
  output: DestinationStream = destination({ dest: 1, sync: true }),
): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    mixin: activeSpan,
  };
  return pino(settings, output);
}
