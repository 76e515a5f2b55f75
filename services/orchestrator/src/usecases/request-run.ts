import { HeadroomError, type TriggerReply } from '@headroom/contracts';
import { z } from 'zod';
import { admit, type RunRequest } from '../domain/admission.ts';
import type { Dag } from '../domain/dag.ts';
import { createRun } from '../domain/machine/create-run.ts';
import type { Dags, Now, RunStore, RunTransaction } from '../domain/ports.ts';
import { makeRunId } from '../domain/run-id.ts';
import { startNextRun } from './start-next-run.ts';

/** Turns a trigger into a run, once: the trigger's id, its outcome and the run are written together. */
export class RequestRun {
  private readonly dags: Dags;
  private readonly store: RunStore;
  private readonly now: Now;
  /** Short and unique: tells runs without a logical date apart. */
  private readonly tag: (triggerId: string) => string;

  constructor(dags: Dags, store: RunStore, now: Now, tag: (triggerId: string) => string) {
    this.dags = dags;
    this.store = store;
    this.now = now;
    this.tag = tag;
  }

  /** A refusal is an outcome, not an exception: it is remembered and told like any other. */
  execute(request: RunRequest): Promise<TriggerReply> {
    return this.store.transaction((tx) => this.executeIn(tx, request));
  }

  async executeIn(tx: RunTransaction, request: RunRequest): Promise<TriggerReply> {
    const reply = await this.decide(tx, request);
    if (request.triggeredBy === 'operator') await tx.sendReply(reply, request.traceparent);
    return reply;
  }

  private async decide(tx: RunTransaction, request: RunRequest): Promise<TriggerReply> {
    const dag = this.dags.get(request.dagId);
    const state = dag === undefined ? null : await tx.lockDag(dag.id);
    const known = await tx.findTrigger(request.triggerId);
    if (known !== null) return known;
    const accepted =
      dag === undefined ? unknownDag(request, this.dags) : await this.accept(tx, dag, request);
    const failed = accepted instanceof HeadroomError;
    const reply: TriggerReply = {
      id: request.triggerId,
      dag_id: request.dagId,
      outcome: failed ? 'refused' : accepted.outcome,
      run_id: failed ? null : accepted.runId,
      error: failed ? { code: accepted.code, message: accepted.message } : null,
    };
    await tx.recordTrigger(reply);
    if (dag !== undefined && state !== null && reply.outcome === 'created')
      await startNextRun(tx, dag, state, this.now());
    return reply;
  }

  private async accept(tx: RunTransaction, dag: Dag, request: RunRequest): Promise<Accepted> {
    const conf = dag.conf.safeParse(request.conf);
    if (!conf.success)
      return new HeadroomError('INVALID_REQUEST', `conf is wrong: ${z.prettifyError(conf.error)}`);
    const { logicalDate, type, triggeredBy, policy, note, traceparent } = request;
    if (logicalDate !== null && (await tx.hasRun(dag.id, { logicalDate })))
      return taken('logical_date', new Date(logicalDate).toISOString());
    const settings = { conf: conf.data, asOf: conf.data.as_of ?? null };
    const admission = admit(request, await tx.waitingRuns(dag.id));
    switch (admission.kind) {
      case 'join':
        return { outcome: 'joined', runId: admission.runId };
      case 'replace': {
        const waiting = await tx.lockRun(dag.id, admission.runId);
        if (waiting === null)
          throw new HeadroomError('INTERNAL', `run ${admission.runId} vanished while it waited`);
        await tx.saveWaiting({ ...waiting.run, ...settings, logicalDate, note, traceparent });
        return { outcome: 'replaced', runId: admission.runId };
      }
      case 'create': {
        const now = this.now();
        const runAfter = type === 'scheduled' ? (logicalDate ?? now) : now;
        const runId =
          request.runId ?? makeRunId(type, { logicalDate, runAfter }, this.tag(request.triggerId));
        if (await tx.hasRun(dag.id, { runId })) return taken('run_id', runId);
        const origin = { runId, type, triggeredBy, policy, note, traceparent };
        const dates = { logicalDate, runAfter, queuedAt: now };
        await tx.insertRun(createRun(dag, { ...origin, ...dates, ...settings }));
        return { outcome: 'created', runId };
      }
    }
  }
}

type Accepted =
  HeadroomError | { readonly outcome: 'created' | 'joined' | 'replaced'; readonly runId: string };

const unknownDag = (request: RunRequest, dags: Dags) =>
  new HeadroomError(
    'NOT_FOUND',
    `dag_id ${request.dagId} names no pipeline; use ${[...dags.keys()].join(' or ')}`,
  );

const taken = (field: string, value: string) =>
  new HeadroomError(
    'CONFLICT',
    `a run with ${field} ${value} exists already; choose another or leave it out`,
  );
