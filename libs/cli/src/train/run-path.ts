/** Runs of the pipeline, at the orchestrator. */
export const RUNS = '/api/v1/dags/ml_cloud_optimizer_pipeline/runs';

export const runPath = (runId: string): string => `${RUNS}/${encodeURIComponent(runId)}`;
