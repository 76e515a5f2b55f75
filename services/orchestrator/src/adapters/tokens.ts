/** Injection tokens of the orchestrator's ports. */
export const DAGS = Symbol('orchestrator.dags');
export const RUN_STORE = Symbol('orchestrator.run-store');
export const RUN_READER = Symbol('orchestrator.run-reader');
/** Schedule by DAG id. */
export const SCHEDULES = Symbol('orchestrator.schedules');
