import 'reflect-metadata';
import { kafkaTransport } from '@headroom/messaging';
import { bootService } from '@headroom/service-kit';
import { AppModule } from './app.module.ts';
import { settings } from './settings.ts';

await bootService({
  name: 'serving',
  settings,
  module: () => AppModule,
  transport: kafkaTransport,
});
