import { TOPICS } from '@headroom/contracts';
import { MessagingModule, TaskModule } from '@headroom/messaging';
import { CLOCK, CONFIG, LOGGER, type Logger, type WallClock } from '@headroom/service-kit';
import {
  FilesModule,
  LEASE_MIGRATIONS,
  LEASES,
  OBJECTS,
  PostgresModule,
  type ObjectStore,
} from '@headroom/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { ChildJudgeRunner } from './adapters/process/child-judge-runner.ts';
import { ChildTrainingRunner } from './adapters/process/child-training-runner.ts';
import { logProgress } from './log-progress.ts';
import type { TrainingConfig } from './settings.ts';
import { TrainTask } from './usecases/train-task.ts';

/** Programs that the service starts, by path. */
export interface TrainingPrograms {
  /** The bundled child programs that train a model: of any kind, and boosters alone, which start sooner. */
  readonly trainModel: string;
  readonly trainBooster: string;
  /** The bundled child program that judges a challenger. */
  readonly judgeChallenger: string;
  /** The Python worker that fits boosters. */
  readonly worker: string;
}

@Module({
  imports: [MessagingModule, FilesModule, PostgresModule.with({ leases: LEASE_MIGRATIONS })],
})
export class AppModule {
  static with(programs: TrainingPrograms): DynamicModule {
    return { module: AppModule, imports: [tasks(programs)] };
  }
}

function tasks(programs: TrainingPrograms): DynamicModule {
  return TaskModule.register({
    service: 'training',
    topic: TOPICS.commandsTraining,
    leases: LEASES,
    // One tabular and one time-series fit at a time, as the pipeline's two branches are.
    lane: ({ task }) => task.task_id,
    inject: [CONFIG, LOGGER, OBJECTS, CLOCK],
    handlers: (config: TrainingConfig, logger: Logger, objects: ObjectStore, clock: WallClock) => {
      const { settings } = config;
      const runner = new ChildTrainingRunner({
        programOf: (algorithm) =>
          algorithm === 'lstm' || algorithm === 'gru' ? programs.trainModel : programs.trainBooster,
        charts: settings.HEADROOM_TRAINING_CHARTS,
        worker: programs.worker,
        objectRoot: config.objectRoot,
        python: config.python ?? null,
        threads: settings.HEADROOM_TRAINING_THREADS,
        memoryBytes: settings.HEADROOM_TRAINING_MEMORY_MB * 2 ** 20,
        timeLimitMs: settings.HEADROOM_TRAINING_TIME_LIMIT * 1000,
      });
      const judge = new ChildJudgeRunner({
        program: programs.judgeChallenger,
        objectRoot: config.objectRoot,
        timeLimitMs: settings.HEADROOM_TRAINING_TIME_LIMIT * 1000,
      });
      const train = new TrainTask({
        runner,
        objects,
        now: () => clock.now(),
        onProgress: logProgress(logger),
      });
      return {
        train_tabular_model: (call) => train.run(call),
        train_timeseries_model: (call) => train.run(call),
        judge_challenger: async ({ inputs, signal }) => ({
          gates: await judge.run(inputs, signal),
        }),
      };
    },
  });
}
