import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../adapters/http-service.ts';
import { explainPrediction } from '../explain/explain-prediction.ts';
import { explanationLines } from '../explain/explanation-lines.ts';
import { answering } from './features/context.ts';

export function addExplain(program: Command, env: NodeJS.ProcessEnv): void {
  const command = program
    .command('explain')
    .description('makes a past prediction anew, compares, and tells what moved it')
    .argument('<prediction-id>', 'as predictions.made.v1 and serving tell it')
    .option('--top <n>', 'how many features are listed', count, 10);
  answering(command, z.object({ top: z.int() }), async ([id = ''], { top }) => {
    const services = {
      serving: HttpService.at('serving', env),
      features: HttpService.at('features', env),
    };
    const explained = await explainPrediction(services, id, top);
    // For scripts: a prediction that comes out otherwise is a fault.
    if (!explained.equal) process.exitCode = 1;
    return { json: explained, lines: explanationLines(explained) };
  });
}

function count(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= 1_000) return Number(text);
  throw new InvalidArgumentError('give a whole number from 0 to 1000');
}
