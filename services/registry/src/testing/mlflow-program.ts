import 'reflect-metadata';
import { createService } from '@headroom/service-kit';
import { RegistrySettings } from '../settings.ts';
import { MlflowAlone } from './mlflow-alone.ts';

/** MLflow's protocol as a process of its own, for tests that kill it. Says its address. */
const service = await createService(
  { name: 'registry', settings: RegistrySettings, module: () => MlflowAlone },
  process.env,
);
process.stdout.write(`${service.url}\n`);
