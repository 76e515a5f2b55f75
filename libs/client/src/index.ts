export { MlflowServer } from './adapters/mlflow-server.ts';
export { copyRegistry } from './copy/copy-registry.ts';
export type { CopyOutcome } from './copy/copying.ts';
export type { ModelVersion, Run } from './mlflow/answers.ts';
export { ensureExperiment, experimentByName, setLifecycle } from './mlflow/experiment-by-name.ts';
export { MlflowServerError } from './mlflow/mlflow-server-error.ts';
export {
  all,
  experiments,
  metricHistory,
  modelVersions,
  registeredModels,
  runs,
} from './mlflow/pages.ts';
export { runById } from './mlflow/run-by-id.ts';
export { versionsWithAliases } from './mlflow/versions-with-aliases.ts';
export { ExperimentComparison } from './registry/experiment-comparison.ts';
export { MLflowTracker } from './registry/mlflow-tracker.ts';
export { ModelRegistry, type AliasMove } from './registry/model-registry.ts';
export { defaultTrackingUri } from './registry/tracking-uri.ts';
