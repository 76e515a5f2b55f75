import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { QuietExporter } from './quiet-exporter.ts';

it('tells a collector that is down once, and once that it is back', () => {
  const levels: unknown[] = [];
  const logger = createLogger(
    { service: 'drift', level: 'info' },
    { write: (line) => levels.push((JSON.parse(line) as { level: string }).level) },
  );
  const down: ExportResult = { code: ExportResultCode.FAILED, error: new Error('refused') };
  const up: ExportResult = { code: ExportResultCode.SUCCESS };
  const script = [down, down, down, up, up, down];
  const inner: SpanExporter = {
    export: (_spans, done) => done(script.shift() ?? up),
    shutdown: () => Promise.resolve(),
  };
  const exporter = new QuietExporter(inner, 'http://collector', logger);
  const results: ExportResult[] = [];
  const expected = [...script];
  expected.forEach(() => exporter.export([], (result) => results.push(result)));
  expect(results).toEqual(expected);
  expect(levels).toEqual(['warn', 'info', 'warn']);
});
