import { DefinitionList, DefinitionPlan } from '@headroom/feature-definitions';
import type { Command } from 'commander';
import { z } from 'zod';
import { readFeastRegistry } from '../../adapters/feast-registry.ts';
import { fromFeast } from '../../feast/from-feast.ts';
import { filesIn } from '../../adapters/feast-files.ts';
import { withoutBuiltIn } from '../../feast/without-built-in.ts';
import { planLines } from '../../features/plan-lines.ts';
import { answering, type Context } from './context.ts';

const Options = z.object({
  project: z.string().optional(),
  dryRun: z.boolean().default(false),
  force: z.boolean().default(false),
});

export function addImportFeast(features: Command, context: Context): void {
  const command = features
    .command('import-feast')
    .description('apply what a Feast registry defines, but for its Python code, which is named')
    .argument('<path>', 'a Feast repository, or its registry.db')
    .option('--project <name>', 'where the registry holds several')
    .option('--dry-run', 'show what it would change')
    .option('--force', 'also make incompatible changes');
  answering(command, Options, async ([path = ''], { project, dryRun, force }) => {
    const read = fromFeast(readFeastRegistry(context.path(path), project));
    const { definitions: known } = await context.features.call(
      'GET',
      '/api/v1/definitions',
      DefinitionList,
    );
    const { definitions, leftOut } = withoutBuiltIn(read, known);
    const located = filesIn(context.path(path), definitions);
    const what = dryRun ? 'plan' : 'apply';
    const plan = await context.features.call(
      'POST',
      `/api/v1/definitions/${what}`,
      DefinitionPlan,
      {
        definitions: located,
        ...(dryRun ? {} : { author: context.user, force }),
      },
    );
    return {
      json: { ...plan, left_out: leftOut },
      lines: [
        ...planLines(plan, !dryRun),
        ...(leftOut.length === 0 ? [] : ['Left out:']),
        ...leftOut.map(({ name, reason }) => `  ${name}: ${reason}`),
      ],
    };
  });
}
