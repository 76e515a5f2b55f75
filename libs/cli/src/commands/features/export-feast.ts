import { DefinitionList, Definitions } from '@headroom/feature-definitions';
import type { Command } from 'commander';
import { z } from 'zod';
import { writeFeastRepository } from '../../adapters/feast-repository.ts';
import { toFeast } from '../../feast/to-feast.ts';
import { inKinds } from '../../features/in-kinds.ts';
import { answering, type Context } from './context.ts';

const Options = z.object({
  project: z.string().default('headroom'),
  url: z.string().default('http://127.0.0.1:6566'),
  kafka: z.string().default('127.0.0.1:19092'),
});

const Cadence = z.object({ cadence_ms: z.int() });

export function addExportFeast(features: Command, context: Context): void {
  const command = features
    .command('export-feast')
    .description('write the definitions in force as a Feast repository that reads from here')
    .argument('<folder>')
    .option('--project <name>', 'of the repository (default: headroom)')
    .option('--url <url>', 'of this feature store, as Feast reaches it')
    .option('--kafka <brokers>', 'as Feast reaches them');
  answering(command, Options, async ([folder = ''], { project, url, kafka }) => {
    const { definitions } = await context.features.call(
      'GET',
      '/api/v1/definitions?bodies=true',
      DefinitionList,
    );
    const { cadence_ms } = await context.features.call('GET', '/api/v1/feature-views', Cadence);
    const { definitionsPy, leftOut } = toFeast(Definitions.parse(inKinds(definitions)), {
      cadenceMs: cadence_ms,
      kafkaBrokers: kafka,
    });
    const files = writeFeastRepository(context.path(folder), { project, url, definitionsPy });
    return {
      json: { files, left_out: leftOut },
      lines: [
        ...files.map((file) => `Wrote ${file}`),
        ...(leftOut.length === 0 ? [] : ['Left out:']),
        ...leftOut.map(({ name, reason }) => `  ${name}: ${reason}`),
      ],
    };
  });
}
