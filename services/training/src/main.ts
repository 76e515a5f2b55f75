import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { kafkaTransport } from '@headroom/messaging';
import { bootService } from '@headroom/service-kit';
import { AppModule } from './app.module.ts';
import { settings } from './settings.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Where the build puts them, beside this program. */
const programs = {
  trainModel: path('./children/train-model.js'),
  trainBooster: path('./children/train-booster.js'),
  judgeChallenger: path('./children/judge-challenger.js'),
  worker: path('./python/worker.py'),
};

await bootService({
  name: 'training',
  settings,
  module: () => AppModule.with(programs),
  transport: kafkaTransport,
});
