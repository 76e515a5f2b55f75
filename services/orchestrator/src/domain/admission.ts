import type { JsonObject, RunType, TriggeredBy, TriggerPolicy } from './run.ts';

/** What a trigger asks for, from whichever door it came. */
export interface RunRequest {
  /** The trigger's own id: the same id again asks for nothing new. */
  readonly triggerId: string;
  readonly dagId: string;
  /** Null: made from type and dates. */
  readonly runId: string | null;
  readonly type: RunType;
  readonly triggeredBy: TriggeredBy;
  readonly policy: TriggerPolicy;
  /** Epoch ms, wall clock. */
  readonly logicalDate: number | null;
  readonly conf: JsonObject;
  readonly note: string | null;
  /** W3C trace context of the trigger. */
  readonly traceparent: string | null;
}

/** A run that waits for its turn. */
export interface WaitingRun {
  readonly runId: string;
  readonly type: RunType;
  readonly policy: TriggerPolicy;
}

export type Admission =
  | { readonly kind: 'create' }
  /** The waiting run serves this trigger too; its conf stands. */
  | { readonly kind: 'join'; readonly runId: string }
  /** The waiting run takes over this trigger's conf, note and logical date. */
  | { readonly kind: 'replace'; readonly runId: string };

/**
 * How a trigger meets the runs that still wait (because another one runs, or the DAG is paused). A run asked for by
 * `each` is nobody else's; fires missed by cron join one another, never a person's run.
 */
export function admit(
  request: Pick<RunRequest, 'policy' | 'type'>,
  waiting: readonly WaitingRun[],
): Admission {
  const match = waiting.find((run) => run.policy === request.policy && run.type === request.type);
  if (request.policy === 'each' || match === undefined) return { kind: 'create' };
  return { kind: request.policy === 'coalesce' ? 'join' : 'replace', runId: match.runId };
}
