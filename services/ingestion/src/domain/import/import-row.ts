import type { MetricName, ScalingEvent } from '@headroom/contracts';

/** One measurement as it will be published: a missing value is null. */
export interface ImportRow extends Readonly<Record<MetricName, number | null>> {
  /** Epoch ms UTC. */
  readonly timestamp: number;
  readonly service_id: string;
  readonly cluster_id: string;
  readonly scaling_event: ScalingEvent;
  /** Where it came from, for people: file and line, of every file that gave a value. */
  readonly origin: string;
}

/** A row as one file gives it: its cluster may be told elsewhere. */
export type FileRow = Omit<ImportRow, 'cluster_id'> & { readonly cluster_id: string | null };
