import { METRIC_NAMES, type LiveError } from '@headroom/contracts';
import { metrics } from '@opentelemetry/api';

/** Instruments are looked up each time: the SDK may be set after this module is loaded. */
const record = (name: string, value: number, labels: Record<string, string>): void =>
  metrics.getMeter('headroom.drift').createGauge(name).record(value, labels);

/** Live error over all services, by alias. */
export function recordLiveError({ alias, rows, mae, relative_mae }: LiveError): void {
  record(METRIC_NAMES.liveErrorRows, rows, { alias });
  if (mae !== null) record(METRIC_NAMES.liveErrorMae, mae, { alias });
  if (relative_mae !== null) record(METRIC_NAMES.liveErrorRelative, relative_mae, { alias });
}
