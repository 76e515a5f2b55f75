import { CLOCK, LOGGER, type createLogger, type WallClock } from '@headroom/service-kit';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { RunReader } from '../../domain/ports.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { ApplyEvent } from '../../usecases/apply-event.ts';
import { FireSchedule } from '../../usecases/fire-schedule.ts';
import { WakeDue } from '../../usecases/wake-due.ts';
import { RunChanges } from '../postgres/run-changes.ts';
import { RUN_READER, SCHEDULES } from '../tokens.ts';
import { DueTimer } from './due-timer.ts';
import { ScheduleTimer } from './schedule-timer.ts';

/** What moves runs without a message: retries, silence, schedules, and the start of the service itself. */
@Injectable()
export class Timers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #reader: RunReader;
  readonly #applyEvent: ApplyEvent;
  readonly #changes: RunChanges;
  readonly #timers: readonly (DueTimer | ScheduleTimer)[];

  constructor(
    @Inject(RUN_READER) reader: RunReader,
    @Inject(ApplyEvent) applyEvent: ApplyEvent,
    @Inject(WakeDue) wakeDue: WakeDue,
    @Inject(FireSchedule) fireSchedule: FireSchedule,
    @Inject(RunChanges) changes: RunChanges,
    @Inject(SCHEDULES) schedules: ReadonlyMap<string, Schedule>,
    @Inject(CLOCK) clock: WallClock,
    @Inject(LOGGER) logger: ReturnType<typeof createLogger>,
  ) {
    this.#reader = reader;
    this.#applyEvent = applyEvent;
    this.#changes = changes;
    const now = () => clock.now();
    this.#timers = [
      new DueTimer(reader, wakeDue, changes, now, (error) =>
        logger.error({ err: error }, 'retries and timeouts wait for the database'),
      ),
      ...[...schedules].map(
        ([dagId, schedule]) =>
          new ScheduleTimer(dagId, schedule, fireSchedule, now, (error) =>
            logger.error({ err: error, dagId }, 'the schedule waits for the database'),
          ),
      ),
    ];
  }

  async onApplicationBootstrap(): Promise<void> {
    // Whoever unpaused a DAG may have died before its running run went on.
    for (const run of await this.#reader.runningRuns())
      await this.#applyEvent.execute(run, { kind: 'resume' });
    for (const timer of this.#timers) timer.start();
    await this.#changes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#timers.map((timer) => timer.stop()));
    await this.#changes.close();
  }
}
