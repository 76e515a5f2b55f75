import 'reflect-metadata';
import { kafkaTransport } from '@headroom/messaging';
import { bootService } from '@headroom/service-kit';
import { AppModule } from './app.module.ts';
import { RegistrySettings } from './settings.ts';

await bootService({
  name: 'registry',
  settings: RegistrySettings,
  module: () => AppModule,
  transport: kafkaTransport,
});
