import { LiveError } from '@headroom/contracts';
import type { Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../adapters/http-service.ts';
import { liveErrorLines } from '../live-error-lines.ts';
import { answering } from './features/context.ts';

const Judged = z.object({ live_errors: z.array(LiveError) });

export function addLiveErrors(program: Command, env: NodeJS.ProcessEnv): void {
  const command = program
    .command('live-errors')
    .description("what became of champion's and challenger's predictions, over the last hours")
    .option('--services', 'of each service too, the worst first');
  answering(
    command,
    z.object({ services: z.boolean().default(false) }),
    async (_, { services }) => {
      const drift = HttpService.at('drift', env);
      const { live_errors: all } = await drift.call('GET', '/api/v1/live-errors', Judged);
      const shown = services ? all : all.filter(({ service_id }) => service_id === null);
      return { json: shown, lines: liveErrorLines(shown) };
    },
  );
}
