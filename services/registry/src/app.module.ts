import { TOPICS } from '@headroom/contracts';
import {
  fromOutboxRow,
  MessagingModule,
  PUBLISHER,
  TaskModule,
  type Publisher,
} from '@headroom/messaging';
import { CLOCK, CONFIG, type Config, type WallClock } from '@headroom/service-kit';
import {
  LEASE_MIGRATIONS,
  LEASES,
  OUTBOX_MIGRATIONS,
  OutboxModule,
  PostgresModule,
  type Database,
} from '@headroom/storage';
import { Module } from '@nestjs/common';
import { RegistryController } from './adapters/http/registry-controller.ts';
import { LiveErrors } from './adapters/kafka/live-errors.ts';
import { ReadRegistry } from './adapters/postgres/read-registry.ts';
import { OUTBOX, PgRegistry } from './adapters/postgres/registry-store.ts';
import { MlflowModule, REGISTRY_DATABASE } from './mlflow.module.ts';
import type { RegistrySettings } from './settings.ts';
import { PromoteChallenger } from './usecases/promote-challenger.ts';
import { RegisterModels } from './usecases/register-models.ts';

@Module({
  imports: [MlflowModule],
  providers: [
    {
      provide: RegisterModels,
      inject: [REGISTRY_DATABASE, CLOCK, CONFIG],
      useFactory: (
        database: Database,
        clock: WallClock,
        { settings }: Config<typeof RegistrySettings>,
      ) =>
        new RegisterModels(
          new PgRegistry(database),
          () => clock.now(),
          settings.HEADROOM_CODE_VERSION,
        ),
    },
    {
      provide: PromoteChallenger,
      inject: [REGISTRY_DATABASE, CLOCK],
      useFactory: (database: Database, clock: WallClock) =>
        new PromoteChallenger(new PgRegistry(database), () => clock.now()),
    },
  ],
  exports: [RegisterModels, PromoteChallenger],
})
class RegistryCore {}

@Module({
  imports: [
    MessagingModule,
    MlflowModule,
    PostgresModule.with({ leases: LEASE_MIGRATIONS, outbox: OUTBOX_MIGRATIONS }),
    OutboxModule.with({
      outbox: OUTBOX,
      publisher: PUBLISHER,
      publish: (publisher: Publisher, rows) => publisher.publish(rows.map(fromOutboxRow)),
    }),
    TaskModule.register({
      service: 'registry',
      topic: TOPICS.commandsRegistry,
      leases: LEASES,
      imports: [RegistryCore],
      inject: [RegisterModels, PromoteChallenger],
      handlers: (registerModels: RegisterModels, promote: PromoteChallenger) => ({
        compare_and_register_models: ({ task, inputs }) => registerModels.execute(task, inputs),
        promote_challenger: ({ inputs }) => promote.execute(inputs),
      }),
    }),
  ],
  controllers: [RegistryController, LiveErrors],
  providers: [
    {
      provide: ReadRegistry,
      inject: [REGISTRY_DATABASE],
      useFactory: (database: Database) => new ReadRegistry(database),
    },
    {
      provide: PgRegistry,
      inject: [REGISTRY_DATABASE],
      useFactory: (database: Database) => new PgRegistry(database),
    },
  ],
})
export class AppModule {}
