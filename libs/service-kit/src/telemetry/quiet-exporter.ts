import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/** A collector that is down is told once, and once more when it is back; not with every batch. */
export class QuietExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  readonly #endpoint: string;
  readonly #logger: Logger;
  #failing = false;

  constructor(inner: SpanExporter, endpoint: string, logger: Logger) {
    this.#inner = inner;
    this.#endpoint = endpoint;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#inner.export(spans, (result) => {
      // The batch belongs to many traces: what is told of it, to none.
      context.with(ROOT_CONTEXT, () => this.#report(result));
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#inner.shutdown();
  }

  #report(result: ExportResult): void {
    const failed = result.code !== ExportResultCode.SUCCESS;
    if (failed && !this.#failing) {
      this.#logger.warn(
        { endpoint: this.#endpoint, reason: result.error?.message },
        'traces cannot be exported and are dropped: start the collector of HEADROOM_OTLP_ENDPOINT or unset it',
      );
    } else if (!failed && this.#failing) {
      this.#logger.info({ endpoint: this.#endpoint }, 'traces are exported again');
    }
    this.#failing = failed;
  }
}
