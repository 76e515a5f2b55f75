import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { DEFINITION_KINDS } from '@headroom/feature-definitions';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../../adapters/http-service.ts';
import type { Service } from '../../service.ts';
import { print, runAction } from '../../terminal.ts';

/** What a subcommand of `headroom features` works with. */
export interface Context {
  readonly features: Service;
  /** npm runs us in the project's folder; names are meant from where the user stands. */
  path(given: string): string;
  readonly user: string;
}

export const contextOf = (env: NodeJS.ProcessEnv): Context => ({
  features: HttpService.at('features', env),
  path: (given) => resolve(env['INIT_CWD'] ?? process.cwd(), given),
  user: userInfo().username,
});

/** What a command answers: as JSON, or as lines to read. */
export interface Answer {
  readonly json: unknown;
  readonly lines: readonly string[];
}

const Json = z.object({ json: z.boolean().default(false) });

/** Gives a command its `--json` and runs it: `action` gets the arguments and the options by their schema. */
export function answering<S extends z.ZodObject>(
  command: Command,
  options: S,
  action: (args: string[], options: z.output<S>) => Promise<Answer>,
): void {
  command.option('--json', 'answer in JSON').action(async () => {
    const given: unknown = command.opts();
    const { json } = Json.parse(given);
    await runAction(json, async () => {
      const answer = await action(command.args, options.parse(given));
      if (json) print(JSON.stringify(answer.json, null, 2));
      else for (const line of answer.lines) print(line);
    });
  });
}

/** For definitions of different kinds that share a name. */
export const kindOption = (): Option =>
  new Option('--kind <kind>', 'where several kinds share the name').choices(DEFINITION_KINDS);

export const Kind = z.object({ kind: z.enum(DEFINITION_KINDS).optional() });

/** `?a=1&b=2` of what is given; nothing of nothing. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
