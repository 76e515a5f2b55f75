import 'reflect-metadata';
import { bootService } from '@headroom/service-kit';
import { z } from 'zod';
import { takeRecordsAsText } from './adapters/http/text-bodies.ts';
import { AppModule } from './app.module.ts';

/** A batch of records may be large; one that is larger still belongs in several requests. */
const BODY_LIMIT = 16 * 1024 * 1024;

await bootService({
  name: 'ingestion',
  settings: z.object({}),
  module: () => AppModule,
  bodyLimit: BODY_LIMIT,
  configureHttp: takeRecordsAsText,
  bodyParser: false,
});
