import { print } from '../terminal.ts';
import type { Job } from './job.ts';
import { streamLive } from './stream-live.ts';

/** The generated fleet: a batch for the run, then the same services live. */
export const generatedJob = (env: NodeJS.ProcessEnv): Job => ({
  env,
  conf: async () => ({ source: 'generate' }),
  goOn: async (services, caller) => {
    await streamLive(services.url('generation'), caller);
    print('Live metrics are streaming, an hourly bucket each 5 s. Try:');
    print(`  curl ${services.url('serving')}/api/v1/predictions/service-00`);
    print(`  curl ${services.url('features')}/api/v1/features/service-00`);
  },
});
