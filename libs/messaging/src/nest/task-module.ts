import type { ServiceName, TaskCommand, Topic } from '@headroom/contracts';
import { LOGGER, type Logger } from '@headroom/service-kit';
import {
  Controller,
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type InjectionToken,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import type { BatchContext, Delivered, Publisher } from '../port.ts';
import type { LeaseStore } from '../tasks/lease-store.ts';
import { runTasks, type TaskHandlers } from '../tasks/run-tasks.ts';
import { TaskWorker } from '../tasks/task-worker.ts';
import { KafkaBatch } from './kafka-batch.ts';
import { PUBLISHER } from './tokens.ts';

const HANDLERS = Symbol('headroom.task-handlers');

export interface TaskModuleOptions<Deps extends readonly unknown[]> {
  readonly service: ServiceName;
  readonly topic: Topic<typeof TaskCommand>;
  /** Token of the service's LeaseStore. */
  readonly leases: InjectionToken;
  /** Tasks of a lane at the same time; 1 unless told. */
  readonly concurrency?: number;
  /** Tasks of different lanes do not wait for each other. One lane for all unless told. */
  readonly lane?: (command: TaskCommand) => string;
  readonly imports?: DynamicModule['imports'];
  /** Tokens of what `handlers` needs, in its order. */
  readonly inject: InjectionToken[];
  readonly handlers: (...deps: Deps) => TaskHandlers;
}

/** The pipeline's tasks of a service: takes its commands, works on them under a lease, tells their results. */
@Module({})
export class TaskModule {
  static register<Deps extends readonly unknown[]>(
    options: TaskModuleOptions<Deps>,
  ): DynamicModule {
    const { service, topic } = options;

    @Controller()
    class TaskController implements OnApplicationBootstrap, BeforeApplicationShutdown {
      readonly worker: TaskWorker;

      constructor(
        @Inject(options.leases) leases: LeaseStore,
        @Inject(PUBLISHER) publisher: Publisher,
        @Inject(LOGGER) logger: Logger,
        @Inject(HANDLERS) handlers: TaskHandlers,
      ) {
        this.worker = new TaskWorker({
          service,
          topic,
          leases,
          publisher,
          run: runTasks(handlers),
          concurrency: options.concurrency ?? 1,
          ...(options.lane === undefined ? {} : { lane: options.lane }),
          onError: (error) => logger.error({ err: error }, 'task worker'),
        });
      }

      @KafkaBatch(topic, { group: service })
      async handle(messages: readonly Delivered[], context: BatchContext) {
        return this.worker.handler(messages, context);
      }

      async onApplicationBootstrap(): Promise<void> {
        await this.worker.start();
      }

      async beforeApplicationShutdown(): Promise<void> {
        await this.worker.stop();
      }
    }

    const handlers: Provider = {
      provide: HANDLERS,
      inject: options.inject,
      useFactory: (...deps: unknown[]) => options.handlers(...(deps as unknown as Deps)),
    };
    return {
      module: TaskModule,
      imports: options.imports ?? [],
      controllers: [TaskController],
      providers: [handlers],
    };
  }
}
