import { entity } from './entity.ts';
import { RUN_TYPES, TRIGGER_POLICIES, TRIGGERED_BY, type Run } from '../../../domain/run.ts';
import { RUN_STATES } from '../../../domain/task-state.ts';
import type { JsonValue } from './json-value.ts';
import { integer, json, nullable, oneOf, runKey, text, time } from './columns.ts';

/** A row is the domain's own object: columns are named by its properties, times are epoch ms on this side. */
type RunRow = Omit<Run, 'conf'> & { readonly conf: Readonly<Record<string, JsonValue>> };
export const RunEntity = entity<RunRow>({
  name: 'dag_run',
  columns: {
    ...runKey,
    dagVersion: text('dag_version'),
    type: text('run_type'),
    triggeredBy: text('triggered_by'),
    policy: text('policy'),
    logicalDate: nullable(time('logical_date')),
    runAfter: time('run_after'),
    conf: json('conf'),
    note: nullable(text('note')),
    asOf: nullable(time('as_of')),
    state: text('state'),
    queuedAt: time('queued_at'),
    startedAt: nullable(time('started_at')),
    endedAt: nullable(time('ended_at')),
    traceparent: nullable(text('traceparent')),
    revision: integer('revision'),
  },
  uniques: [{ name: 'dag_run_logical_date', columns: ['dagId', 'logicalDate'] }],
  indices: [
    // One active run a DAG, whatever the code does.
    { name: 'dag_run_running', columns: ['dagId'], unique: true, where: `state = 'running'` },
    { name: 'dag_run_order', columns: ['dagId', 'runAfter', 'queuedAt'] },
  ],
  checks: [
    oneOf('dag_run_type', 'run_type', RUN_TYPES),
    oneOf('dag_run_triggered_by', 'triggered_by', TRIGGERED_BY),
    oneOf('dag_run_policy', 'policy', TRIGGER_POLICIES),
    oneOf('dag_run_state', 'state', RUN_STATES),
  ],
});
