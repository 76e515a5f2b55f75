import { EntityId, WORKLOAD_METRICS, type MetricName } from '@headroom/contracts';
import { z } from 'zod';
import { placeholders } from './file-pattern.ts';
import { isTimeFormat } from './time-format.ts';
import { isZone } from './zone.ts';

const ColumnName = z.string().min(1, 'names no column');

/** Text with `{placeholders}` of the pattern, or the column that holds it. */
const Naming = z.union([z.string().min(1), z.strictObject({ column: ColumnName })], {
  error: 'must be text like "web-{id}", or {"column": "the column that holds it"}',
});
export type Naming = z.output<typeof Naming>;

const TimestampMapping = z.strictObject({
  column: ColumnName.default('timestamp'),
  /** `auto`: ISO 8601, or a whole number of epoch milliseconds. Others: see time-format.ts. */
  format: z
    .string()
    .refine(isTimeFormat, {
      error:
        'must be auto, epoch_s, epoch_ms, or a pattern of YYYY MM DD HH mm ss SSS like "DD.MM.YYYY HH:mm"',
    })
    .default('auto'),
  /** Of times that carry none. */
  zone: z
    .string()
    .refine(isZone, { error: 'must be UTC, an offset like +02:00, or a name like Europe/Berlin' })
    .default('UTC'),
});

const MetricMapping = z.strictObject({
  column: ColumnName,
  /** The column's values times this are in the metric's unit. */
  scale: z.number().positive().default(1),
});

const metricNames = WORKLOAD_METRICS.map(({ name }) => name);

export const FileMapping = z
  .strictObject({
    /** On the file's name: `*`, `?`, and `{placeholder}` for a part that names the service. */
    pattern: z.string().min(1),
    timestamp: TimestampMapping.prefault({}),
    service_id: Naming,
    /** Unless told, every service is a cluster of its own. */
    cluster_id: Naming.optional(),
    metrics: z
      .partialRecord(z.enum(metricNames), MetricMapping, {
        // zod's types leave out that a record with listed keys tells of others.
        error: ({ code }: { readonly code?: string }) =>
          code === 'unrecognized_keys'
            ? `names what is no metric; the metrics are ${metricNames.join(', ')}`
            : undefined,
      })
      .refine((metrics) => Object.keys(metrics).length > 0, { error: 'maps no metric' }),
    scaling_event: z.strictObject({ column: ColumnName }).optional(),
  })
  .superRefine((mapping, context) => {
    const unique = new Set(placeholders(mapping.pattern));
    if (unique.size < placeholders(mapping.pattern).length) {
      context.addIssue({ code: 'custom', path: ['pattern'], message: 'repeats a placeholder' });
    }
    for (const field of ['service_id', 'cluster_id'] as const) {
      const naming = mapping[field];
      if (typeof naming !== 'string') continue;
      const unknown = placeholders(naming).find((name) => !unique.has(name));
      if (unknown !== undefined) {
        const message = `uses {${unknown}}, which the pattern does not have`;
        context.addIssue({ code: 'custom', path: [field], message });
      } else if (placeholders(naming).length === 0 && !EntityId.safeParse(naming).success) {
        const message = 'must be 1 to 128 of A-Za-z0-9._:/-';
        context.addIssue({ code: 'custom', path: [field], message });
      }
    }
  });
export type FileMapping = z.output<typeof FileMapping>;

/** Which files hold what. The first entry whose pattern fits a file's name counts. */
export const Mapping = z.strictObject({ files: z.array(FileMapping).min(1, 'names no file') });
export type Mapping = z.output<typeof Mapping>;

export type MappedMetrics = readonly (readonly [
  MetricName,
  { readonly column: string; readonly scale: number },
])[];

/** The mapped metrics in the order of all metrics. */
export const mappedMetrics = ({ metrics }: Pick<FileMapping, 'metrics'>): MappedMetrics =>
  metricNames.flatMap((name) => {
    const mapped = metrics[name];
    return mapped === undefined ? [] : [[name, mapped] as const];
  });
