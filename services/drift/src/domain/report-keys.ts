import type { TaskInstance } from '@headroom/contracts';

/** The run's id as a part of a file's name. */
const runName = ({ run_id: runId }: TaskInstance): string => runId.replace(/[^A-Za-z0-9._-]/g, '_');

/** Known to generate_report too, which may end before the file is there. */
export const driftReportKey = (task: TaskInstance): string => `reports/drift_${runName(task)}.json`;

export const comparisonKey = (task: TaskInstance): string =>
  `reports/comparison_${runName(task)}.csv`;

export const runReportKey = (task: TaskInstance): string => `reports/report_${runName(task)}.json`;
