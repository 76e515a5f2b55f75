import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { kafkaTransport } from '@headroom/messaging';
import { bootService } from '@headroom/service-kit';
import { AppModule } from './app.module.ts';
import { settings } from './settings.ts';

/** Where the build puts it, beside this program. */
const snapshotProgram = fileURLToPath(new URL('./children/snapshot.js', import.meta.url));

await bootService({
  name: 'features',
  settings,
  module: () => AppModule.with(snapshotProgram),
  transport: kafkaTransport,
});
