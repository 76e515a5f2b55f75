import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const NANOSECONDS = 1e-9;

/** CPU, memory and event loop delay, read when scraped. Returns what stops the measuring. */
export function observeProcess(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  meter
    .createObservableCounter('process_cpu_seconds_total', {
      description: 'CPU time, user and system.',
    })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) * 1e-6);
    });
  meter
    .createObservableGauge('process_resident_memory_bytes', { description: 'Resident memory.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge('process_start_time_seconds', { description: 'Start, Unix time.' })
    .addCallback((result) => result.observe(performance.timeOrigin / 1000));
  meter
    .createObservableGauge('nodejs_heap_used_bytes', { description: 'JavaScript heap in use.' })
    .addCallback((result) => result.observe(process.memoryUsage().heapUsed));
  meter
    .createObservableGauge('nodejs_eventloop_delay_seconds', {
      description: 'Event loop delay since the last scrape, by quantile.',
    })
    .addCallback((result) => {
      for (const quantile of [0.5, 0.99, 1]) {
        result.observe(delay.percentile(quantile * 100) * NANOSECONDS, { quantile });
      }
      delay.reset();
    });

  return () => delay.disable();
}
