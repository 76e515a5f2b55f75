import { HeadroomError } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import type { RunReader } from '../../domain/ports.ts';
import type { TaskInstance } from '../../domain/run.ts';
import { RUN_READER } from '../tokens.ts';
import { RunPath, runAt } from './run-path.ts';
import { TaskView, taskView, TryView, tryView } from './views.ts';

const TaskPath = RunPath.extend({ task: z.string() });
const XcomPath = TaskPath.extend({ key: z.string() });
const MapIndex = z.object({ map_index: z.coerce.number().int().min(-1).default(-1) });

@Controller('api/v1/dags/:dag/runs/:run/tasks')
export class TasksController {
  readonly #reader: RunReader;

  constructor(@Inject(RUN_READER) reader: RunReader) {
    this.#reader = reader;
  }

  @Get()
  @Route({
    summary: 'Task instances of a run',
    params: RunPath,
    response: z.object({ tasks: z.array(TaskView) }),
    errors: ['NOT_FOUND'],
  })
  async list(@Param() path: z.output<typeof RunPath>) {
    return { tasks: (await runAt(this.#reader, path)).tasks.map(taskView) };
  }

  @Get(':task/tries')
  @Route({
    summary: 'Every try of a task instance, with its log',
    params: TaskPath,
    query: MapIndex,
    response: z.object({ tries: z.array(TryView) }),
    errors: ['NOT_FOUND'],
  })
  async tries(
    @Param() path: z.output<typeof TaskPath>,
    @Query() { map_index }: z.output<typeof MapIndex>,
  ) {
    return { tries: (await this.#instance(path, map_index)).tries.map(tryView) };
  }

  @Get(':task/xcoms')
  @Route({
    summary: 'Keys of the XComs of a task instance',
    params: TaskPath,
    query: MapIndex,
    response: z.object({ keys: z.array(z.string()) }),
    errors: ['NOT_FOUND'],
  })
  async xcoms(
    @Param() path: z.output<typeof TaskPath>,
    @Query() { map_index }: z.output<typeof MapIndex>,
  ) {
    return { keys: Object.keys((await this.#instance(path, map_index)).outputs ?? {}).sort() };
  }

  @Get(':task/xcoms/:key')
  @Route({
    summary: 'An XCom: one output of a task instance, as JSON',
    params: XcomPath,
    query: MapIndex,
    response: z.object({ key: z.string(), value: z.unknown() }),
    errors: ['NOT_FOUND'],
  })
  async xcom(
    @Param() path: z.output<typeof XcomPath>,
    @Query() { map_index }: z.output<typeof MapIndex>,
  ) {
    const { key } = path;
    const outputs = (await this.#instance(path, map_index)).outputs ?? {};
    if (!Object.hasOwn(outputs, key))
      throw new HeadroomError('NOT_FOUND', `${path.task} has no XCom ${key} in run ${path.run}`);
    return { key, value: outputs[key] };
  }

  /** A mapped task asked for without its index is not found, as in Airflow. */
  async #instance(path: z.output<typeof TaskPath>, mapIndex: number): Promise<TaskInstance> {
    const { tasks } = await runAt(this.#reader, path);
    const found = tasks.find((one) => one.taskId === path.task && one.mapIndex === mapIndex);
    if (found !== undefined) return found;
    const indexes = tasks.filter((one) => one.taskId === path.task).map((one) => one.mapIndex);
    const fix = indexes.length === 0 ? '' : `; set map_index to one of ${indexes.join(', ')}`;
    throw new HeadroomError(
      'NOT_FOUND',
      `there is no task instance ${path.task} with map_index ${mapIndex} in run ${path.run}${fix}`,
    );
  }
}
