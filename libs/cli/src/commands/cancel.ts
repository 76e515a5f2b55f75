import type { Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../adapters/http-service.ts';
import { runPath } from '../train/run-path.ts';
import { answering } from './features/context.ts';

export function addCancel(program: Command, env: NodeJS.ProcessEnv): void {
  const command = program
    .command('cancel')
    .description('ends a pipeline run that waits or runs; it counts as failed')
    .argument('<run-id>', 'as `headroom train` tells it');
  answering(command, z.object({}), async ([id = '']) => {
    const run = z.object({ run_id: z.string(), state: z.string() });
    const ended = await HttpService.at('orchestrator', env).call('PATCH', runPath(id), run, {
      state: 'failed',
    });
    return { json: ended, lines: [`Run ${ended.run_id} was cancelled.`] };
  });
}
