import { HeadroomError } from '@headroom/contracts';
import { CLOCK, Route, type WallClock } from '@headroom/service-kit';
import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { z } from 'zod';
import type { Dags, DagState, RunReader } from '../../domain/ports.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { SetPaused } from '../../usecases/set-paused.ts';
import { DAGS, RUN_READER, SCHEDULES } from '../tokens.ts';
import { DagView, dagView } from './dag-view.ts';

const DagPath = z.object({ dag: z.string() });
const Pause = z.object({ is_paused: z.boolean() });

@Controller('api/v1/dags')
export class DagsController {
  readonly #dags: Dags;
  readonly #schedules: ReadonlyMap<string, Schedule>;
  readonly #reader: RunReader;
  readonly #setPaused: SetPaused;
  readonly #clock: WallClock;

  constructor(
    @Inject(DAGS) dags: Dags,
    @Inject(SCHEDULES) schedules: ReadonlyMap<string, Schedule>,
    @Inject(RUN_READER) reader: RunReader,
    @Inject(SetPaused) setPaused: SetPaused,
    @Inject(CLOCK) clock: WallClock,
  ) {
    this.#dags = dags;
    this.#schedules = schedules;
    this.#reader = reader;
    this.#setPaused = setPaused;
    this.#clock = clock;
  }

  @Get()
  @Route({ summary: 'Pipelines', response: z.object({ dags: z.array(DagView) }) })
  async list() {
    const ids = [...this.#dags.keys()];
    return { dags: await Promise.all(ids.map((dag) => this.get({ dag }))) };
  }

  @Get(':dag')
  @Route({
    summary: 'A pipeline: its tasks, whether it is paused, when it runs next',
    params: DagPath,
    response: DagView,
    errors: ['NOT_FOUND'],
  })
  async get(@Param() { dag }: z.output<typeof DagPath>) {
    const state = await this.#reader.dag(dag);
    if (state === null) throw new HeadroomError('NOT_FOUND', `there is no DAG ${dag}`);
    return this.#view(state);
  }

  @Patch(':dag')
  @Route({
    summary: 'Pause or unpause: a paused pipeline starts no run and no task; triggers wait',
    params: DagPath,
    body: Pause,
    response: DagView,
    errors: ['NOT_FOUND', 'INVALID_REQUEST'],
  })
  async pause(
    @Param() { dag }: z.output<typeof DagPath>,
    @Body() { is_paused }: z.output<typeof Pause>,
  ) {
    return this.#view(await this.#setPaused.execute(dag, is_paused));
  }

  #view(state: DagState) {
    const dag = this.#dags.get(state.dagId);
    // A pipeline of an older version of this service left its row.
    if (dag === undefined) throw new HeadroomError('NOT_FOUND', `there is no DAG ${state.dagId}`);
    return dagView(dag, state, this.#schedules.get(dag.id), this.#clock.now());
  }
}
