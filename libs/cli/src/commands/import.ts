import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { HttpService } from '../adapters/http-service.ts';
import { readMapping } from '../adapters/mapping-file.ts';
import { importFiles } from '../import/import-files.ts';
import { outcomeLines } from '../import/outcome-lines.ts';
import { print, runAction } from '../terminal.ts';

const Options = z.object({
  map: z.string().optional(),
  maxMissingShare: z.number().optional(),
  json: z.boolean().default(false),
});

export function addImport(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('import')
    .description('publish the records of CSV and Parquet files; folders are searched')
    .argument('<file...>', 'files or folders')
    .option('--map <file>', 'YAML or JSON that says what the columns of which files mean')
    .option('--max-missing-share <share>', 'of a metric, 0 to 1 (default: 0.05)', share)
    .option('--json', 'print the outcome as JSON')
    .action(async (files: string[], given: unknown) => {
      const { map, maxMissingShare, json } = Options.parse(given);
      await runAction(json, async () => {
        // npm runs us in the project's folder; names are meant from where the user stands.
        const from = env['INIT_CWD'] ?? process.cwd();
        const outcome = await importFiles(
          {
            ingestion: HttpService.at('ingestion', env),
            validation: HttpService.at('validation', env),
          },
          {
            paths: files.map((file) => resolve(from, file)),
            mapping: map === undefined ? null : readMapping(resolve(from, map)),
            maxMissingShare,
          },
        );
        if (json) print(JSON.stringify(outcome, null, 2));
        else for (const line of outcomeLines(outcome)) print(line);
      });
    });
}

function share(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}
