import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MetricReader } from '@opentelemetry/sdk-metrics';

/** Collects when asked: metrics are served on the service's own port, not on one of the exporter's. */
export class PullReader extends MetricReader {
  readonly #serializer = new PrometheusSerializer(undefined, false, undefined, false, true);

  /** All metrics in the Prometheus text format 0.0.4. */
  async scrape(): Promise<string> {
    const { resourceMetrics } = await this.collect();
    return this.#serializer.serialize(resourceMetrics);
  }

  protected override async onShutdown(): Promise<void> {
    // Holds nothing.
  }

  protected override async onForceFlush(): Promise<void> {
    // Pulls only.
  }
}
