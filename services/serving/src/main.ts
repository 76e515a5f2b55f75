import 'reflect-metadata';
import { kafkaTransport } from '@headroom/messaging';
import { bootService } from '@headroom/service-kit';
import { z } from 'zod';
import { AppModule } from './app.module.ts';

await bootService({
  name: 'serving',
  settings: z.object({}),
  module: () => AppModule,
  transport: kafkaTransport,
});
