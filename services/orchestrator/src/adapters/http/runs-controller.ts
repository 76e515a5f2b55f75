import { randomUUID } from 'node:crypto';
import { ERROR_CODES, HeadroomError, type ErrorCode, type TriggerReply } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { context, propagation } from '@opentelemetry/api';
import { z } from 'zod';
import type { RunReader } from '../../domain/ports.ts';
import { TRIGGER_POLICIES } from '../../domain/run.ts';
import { RUN_STATES } from '../../domain/task-state.ts';
import { CancelRun } from '../../usecases/cancel-run.ts';
import { RequestRun } from '../../usecases/request-run.ts';
import { RUN_READER } from '../tokens.ts';
import { RunPath, runAt } from './run-path.ts';
import { RunView, runView } from './views.ts';

const DagPath = RunPath.pick({ dag: true });
const Page = z.object({
  state: z.enum(RUN_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
const Trigger = z.object({
  run_id: z
    .string()
    .regex(/^[A-Za-z0-9_.~:+-]{1,250}$/, 'is no run id: use 1 to 250 of A-Za-z0-9_.~:+-')
    .optional(),
  logical_date: z.iso.datetime({ offset: true }).nullish(),
  conf: z.record(z.string(), z.unknown()).default({}),
  note: z.string().max(1000).nullish(),
  policy: z.enum(TRIGGER_POLICIES).default('each'),
});
/** As Airflow's clients mark a run. */
const Cancellation = z.object({ state: z.literal('failed') });
const Triggered = z.object({
  /** `joined`, `replaced`: a run that was waiting serves this trigger. */
  outcome: z.enum(['created', 'joined', 'replaced']),
  run: RunView,
});

@Controller('api/v1/dags/:dag/runs')
export class RunsController {
  readonly #requestRun: RequestRun;
  readonly #cancelRun: CancelRun;
  readonly #reader: RunReader;

  constructor(
    @Inject(RequestRun) requestRun: RequestRun,
    @Inject(CancelRun) cancelRun: CancelRun,
    @Inject(RUN_READER) reader: RunReader,
  ) {
    this.#requestRun = requestRun;
    this.#cancelRun = cancelRun;
    this.#reader = reader;
  }

  @Post()
  @Route({
    summary: 'Trigger a run',
    params: DagPath,
    body: Trigger,
    response: Triggered,
    errors: ['NOT_FOUND', 'CONFLICT', 'INVALID_REQUEST'],
  })
  async trigger(
    @Param() { dag }: z.output<typeof DagPath>,
    @Body() body: z.output<typeof Trigger>,
  ) {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    const reply = await this.#requestRun.execute({
      triggerId: `http__${randomUUID()}`,
      dagId: dag,
      runId: body.run_id ?? null,
      type: 'manual',
      triggeredBy: 'rest_api',
      policy: body.policy,
      logicalDate:
        body.logical_date === null || body.logical_date === undefined
          ? null
          : Date.parse(body.logical_date),
      conf: body.conf,
      note: body.note ?? null,
      traceparent: carrier['traceparent'] ?? null,
    });
    if (reply.run_id === null) throw refusal(reply);
    const { run } = await runAt(this.#reader, { dag, run: reply.run_id });
    return { outcome: reply.outcome, run: runView(run) };
  }

  @Get()
  @Route({
    summary: 'Runs of a pipeline, newest first',
    params: DagPath,
    query: Page,
    response: z.object({ runs: z.array(RunView), total: z.int() }),
    errors: ['NOT_FOUND'],
  })
  async list(
    @Param() { dag }: z.output<typeof DagPath>,
    @Query() { state, limit, offset }: z.output<typeof Page>,
  ) {
    if ((await this.#reader.dag(dag)) === null)
      throw new HeadroomError('NOT_FOUND', `there is no DAG ${dag}`);
    const page = { state: state ?? null, limit, offset };
    const { runs, total } = await this.#reader.runs(dag, page);
    return { runs: runs.map(runView), total };
  }

  @Get(':run')
  @Route({ summary: 'A run', params: RunPath, response: RunView, errors: ['NOT_FOUND'] })
  async get(@Param() path: z.output<typeof RunPath>) {
    return runView((await runAt(this.#reader, path)).run);
  }

  @Patch(':run')
  @Route({
    summary: 'Cancel a run that waits or runs: what works for it is stopped, the run ends failed',
    params: RunPath,
    body: Cancellation,
    response: RunView,
    errors: ['NOT_FOUND', 'CONFLICT', 'INVALID_REQUEST'],
  })
  async cancel(@Param() path: z.output<typeof RunPath>) {
    const key = { dagId: path.dag, runId: path.run };
    const became = await this.#cancelRun.execute(key, 'a request');
    const { run } = await runAt(this.#reader, path);
    if (became === 'applied') return runView(run);
    throw new HeadroomError(
      'CONFLICT',
      `run ${run.runId} has ended already (${run.state}): there is nothing to cancel`,
    );
  }
}

const refusal = ({ error }: TriggerReply): HeadroomError =>
  new HeadroomError(isCode(error?.code) ? error.code : 'INTERNAL', error?.message ?? 'refused');

const isCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && code in ERROR_CODES;
