import { createHash } from 'node:crypto';
import { TaskCommand, TriggerReply, type TaskResult } from '@headroom/contracts';
import { migrate, OUTBOX_MIGRATIONS, Postgres } from '@headroom/storage';
import { testStack } from '@headroom/testing';
import { z } from 'zod';
import { Metadata } from '../adapters/postgres/metadata.ts';
import type { RunRequest } from '../domain/admission.ts';
import type { Dag } from '../domain/dag.ts';
import { ApplyEvent } from './apply-event.ts';
import { CancelRun } from './cancel-run.ts';
import { FireSchedule } from './fire-schedule.ts';
import { RequestRun } from './request-run.ts';
import { SetPaused } from './set-paused.ts';
import { WakeDue } from './wake-due.ts';

/** For tests: the use cases on a Postgres of their own, with a clock that stands still. */
export async function openStage(dag: Dag) {
  const stack = await testStack();
  const db = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
  await migrate(db, 'outbox', OUTBOX_MIGRATIONS);
  const metadata = await Metadata.open(stack.postgresUrl, [dag.id]);
  const clock = { now: Date.UTC(2025, 0, 1) };
  const now = () => clock.now;
  const dags = new Map([[dag.id, dag]]);
  const { runs } = metadata;
  const tag = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 8);
  const applyEvent = new ApplyEvent(dags, runs, now);
  const requestRun = new RequestRun(dags, runs, now, tag);

  const outbox = async <S extends z.ZodType>(topic: string, schema: S): Promise<z.output<S>[]> => {
    const rows = await db.query(
      z.object({ body: z.instanceof(Uint8Array) }),
      `select body from outbox where topic like $1 order by id`,
      [topic],
    );
    return rows.map(({ body }) => schema.parse(JSON.parse(Buffer.from(body).toString())));
  };

  return {
    clock,
    runs,
    applyEvent,
    requestRun,
    cancelRun: new CancelRun(dags, runs, applyEvent, now),
    setPaused: new SetPaused(dags, runs, runs, applyEvent, now),
    wakeDue: new WakeDue(runs, applyEvent, now),
    fireSchedule: new FireSchedule(dags, runs, requestRun, now),
    commands: () => outbox('pipeline.commands.%', TaskCommand),
    replies: () => outbox('pipeline.trigger-replies.%', TriggerReply),
    state: async (runId: string) => (await runs.snapshot({ dagId: dag.id, runId }))?.run.state,
    all: async () => (await runs.runs(dag.id, { state: null, limit: 100, offset: 0 })).runs,
    trigger: (triggerId: string, over: Partial<RunRequest> = {}) =>
      requestRun.execute({
        triggerId,
        dagId: dag.id,
        runId: null,
        type: 'manual',
        triggeredBy: 'operator',
        policy: 'each',
        logicalDate: null,
        conf: {},
        note: null,
        traceparent: null,
        ...over,
      }),
    tell: (runId: string, taskId: string, over: Partial<TaskResult> = {}, mapIndex = -1) => {
      const task = { dag_id: dag.id, run_id: runId, task_id: taskId, map_index: mapIndex };
      const result: TaskResult = {
        task,
        try_number: 1,
        state: 'success',
        host: 'worker',
        outputs: { value: `${taskId}/${mapIndex}` },
        error: null,
        final: false,
        ...over,
      };
      return applyEvent.execute({ dagId: dag.id, runId }, { kind: 'result', result });
    },
    /** Empties every table between tests. */
    clear: async () => {
      await db.execute(
        `delete from orchestrator.dag_run; delete from orchestrator.trigger_inbox; delete from outbox;
         update orchestrator.dag set paused = false, last_fire_at = null`,
      );
      clock.now = Date.UTC(2025, 0, 1);
    },
    close: async () => {
      await metadata.onApplicationShutdown();
      await db.close();
      await stack.close();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** The run that serves a trigger. */
export function runIdOf(reply: TriggerReply): string {
  if (reply.run_id === null) throw new Error(`refused: ${reply.error?.message ?? ''}`);
  return reply.run_id;
}
