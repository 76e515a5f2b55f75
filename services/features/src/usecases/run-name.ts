import type { TaskInstance } from '@headroom/contracts';

/** The run's id as a part of a file's name. */
export const runName = ({ run_id: runId }: TaskInstance): string =>
  runId.replace(/[^A-Za-z0-9._-]/g, '_');
