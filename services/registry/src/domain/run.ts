import type { ObjectRef } from '@headroom/contracts';

/** A tracked run: MLflow's notion, ids of 32 hexadecimal digits. */
export interface Run {
  readonly runId: string;
  readonly name: string;
  readonly status: 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';
  /** Epoch ms. */
  readonly startTime: number;
  readonly endTime: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Files of the run by their path within it. */
  readonly artifacts: Readonly<Record<string, ObjectRef>>;
}
