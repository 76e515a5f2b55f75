import { Logger as NestStaticLogger } from '@nestjs/common';
import { context, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

const lines: Record<string, unknown>[] = [];
const logger = createLogger(
  { service: 'drift', level: 'info' },
  { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
);

afterEach(() => {
  lines.length = 0;
  context.disable();
});

it('writes time, level by name and service', () => {
  logger.warn({ topic: 't' }, 'slow');
  expect(lines).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'warn',
      service: 'drift',
      topic: 't',
      msg: 'slow',
    },
  ]);
});

it('carries the ids of the active span', () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  const active = trace.setSpan(context.active(), trace.wrapSpanContext(ids));
  context.with(active, () => logger.info('inside'));
  logger.info('outside');
  expect(lines[0]).toMatchObject({ trace_id: ids.traceId, span_id: ids.spanId });
  expect(lines[1]).not.toHaveProperty('trace_id');
});

it("keeps Nest's warnings and errors, and not its wiring", () => {
  NestStaticLogger.overrideLogger(new NestLogger(logger));
  const nest = new NestStaticLogger('Router');
  nest.log('mapped a route');
  nest.warn('deprecated');
  nest.error('failed', 'Error: failed\n    at x');
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'deprecated', context: 'Router' },
    { level: 'error', msg: 'failed', context: 'Router', stack: 'Error: failed\n    at x' },
  ]);
});
