import { defaultTrackingUri, MlflowServer, MlflowServerError } from '@headroom/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from '../../command-error.ts';
import { print, runAction } from '../../terminal.ts';

const Options = z.object({ trackingUri: z.string(), json: z.boolean().default(false) });

/** A command that asks an MLflow server: which one, and whether the answer is for people or for programs. */
export function trackingCommand(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--tracking-uri <url>', 'MLflow server', defaultTrackingUri())
    .option('--json', 'print the answer as JSON');
}

/**
 * Runs the command's work and prints what it found.
 * @param lines the answer for people
 */
export async function answer<T>(
  command: Command,
  work: (server: MlflowServer) => Promise<T>,
  lines: (found: T) => readonly string[],
): Promise<void> {
  const { trackingUri, json } = Options.parse(command.opts());
  await runAction(json, async () => {
    const found = await work(new MlflowServer(trackingUri)).catch(toCommandError);
    if (json) print(JSON.stringify(found, textWhereNeeded, 2));
    else for (const line of lines(found)) print(line);
  });
}

/** What JSON's numbers cannot hold is printed as text, as MLflow's protocol writes it: NaN, infinities, large integers. */
const textWhereNeeded = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
    ? String(value)
    : value;

function toCommandError(error: unknown): never {
  if (!(error instanceof MlflowServerError)) throw error;
  const fix =
    error.code === 'UNAVAILABLE'
      ? ' Run `npm start`, or name the server with --tracking-uri or MLFLOW_TRACKING_URI.'
      : '';
  throw new CommandError(error.code, error.message + fix);
}
