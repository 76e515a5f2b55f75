import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** What a test's code has counted: the process's meter provider from here on. */
export class CollectedMetrics {
  readonly #exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#exporter,
    exportIntervalMillis: 3_600_000,
  });

  constructor() {
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.#reader] }));
  }

  /** The points of one instrument as they now stand. */
  async read(name: string) {
    this.#exporter.reset();
    await this.#reader.forceFlush();
    const all = this.#exporter
      .getMetrics()
      .flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics));
    const points = all.find((m) => m.descriptor.name === name)?.dataPoints ?? [];
    return points.map(({ attributes, value }) => ({ attributes, value }));
  }

  close(): Promise<void> {
    return this.#reader.shutdown();
  }
}
