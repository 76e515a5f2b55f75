export { startDisposableStack, type DisposableStack } from './disposable.ts';
export type { StackAddresses } from './stack.ts';
export { buildServices } from './build-services.ts';
export { startServices, type RunningServices, type ServicesOptions } from './supervisor.ts';
export { serviceEnvironment } from './service-environment.ts';
export { pythonInterpreter } from './python.ts';
export { freePortRun } from './ports.ts';
export { OrchestratorClient, type TaskState } from './pipeline/orchestrator-client.ts';
