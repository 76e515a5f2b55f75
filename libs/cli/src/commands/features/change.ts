import { DefinitionPlan } from '@headroom/feature-definitions';
import type { Command } from 'commander';
import { z } from 'zod';
import { readDefinitions } from '../../adapters/definition-file.ts';
import { planLines } from '../../features/plan-lines.ts';
import { answering, type Context } from './context.ts';

const Prune = z.object({ prune: z.boolean().default(false) });
const Apply = Prune.extend({ force: z.boolean().default(false), author: z.string().optional() });

const FILE = 'TypeScript (default export), YAML or JSON';

export function addPlan(features: Command, context: Context): void {
  const command = features
    .command('plan')
    .description('show what applying a file of definitions would change')
    .argument('<file>', FILE)
    .option('--prune', 'delete what was applied before and is not in the file');
  answering(command, Prune, async ([file = ''], { prune }) => {
    const definitions = await readDefinitions(context.path(file));
    const plan = await context.features.call('POST', '/api/v1/definitions/plan', DefinitionPlan, {
      definitions,
      prune,
    });
    return { json: plan, lines: planLines(plan, false) };
  });
}

export function addApply(features: Command, context: Context): void {
  const command = features
    .command('apply')
    .description('put a file of definitions in force')
    .argument('<file>', FILE)
    .option('--prune', 'delete what was applied before and is not in the file')
    .option('--force', 'also make incompatible changes')
    .option('--author <name>', 'who changes them (default: the user of this machine)');
  answering(command, Apply, async ([file = ''], { prune, force, author }) => {
    const definitions = await readDefinitions(context.path(file));
    const applied = await context.features.call(
      'POST',
      '/api/v1/definitions/apply',
      DefinitionPlan,
      { definitions, prune, force, author: author ?? context.user },
    );
    return { json: applied, lines: planLines(applied, true) };
  });
}
