import {
  DefinitionDiff,
  DefinitionList,
  DefinitionVersions,
  DescribedDefinition,
} from '@headroom/feature-definitions';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import { definitionLines } from '../../features/definition-lines.ts';
import { differenceLines } from '../../features/plan-lines.ts';
import { answering, Kind, kindOption, query, type Context } from './context.ts';

const Described = Kind.extend({ version: z.coerce.number().optional() });
const Between = Kind.extend({
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
});

const pathOf = (name: string, rest = ''): string =>
  `/api/v1/definitions/${encodeURIComponent(name)}${rest}`;

export function addList(features: Command, { features: service }: Context): void {
  const command = features.command('list').description('definitions in force');
  answering(command, z.object({}), async () => {
    const list = await service.call('GET', '/api/v1/definitions', DefinitionList);
    return { json: list, lines: definitionLines(list.definitions) };
  });
}

export function addDescribe(features: Command, { features: service }: Context): void {
  const command = features
    .command('describe')
    .description('one definition, whole')
    .argument('<name>')
    .addOption(kindOption())
    .option('--version <n>', 'an older one than that in force');
  answering(command, Described, async ([name = ''], options) => {
    const path = pathOf(name, query(options));
    const found = await service.call('GET', path, DescribedDefinition);
    const text = stringify(found.definition).trimEnd();
    return { json: found, lines: [...definitionLines([found]), '', ...text.split('\n')] };
  });
}

export function addVersions(features: Command, { features: service }: Context): void {
  const command = features
    .command('versions')
    .description('how a definition came to be, newest first')
    .argument('<name>')
    .addOption(kindOption());
  answering(command, Kind, async ([name = ''], options) => {
    const path = pathOf(name, `/versions${query(options)}`);
    const { versions } = await service.call('GET', path, DefinitionVersions);
    return { json: versions, lines: definitionLines(versions) };
  });
}

export function addDiff(features: Command, { features: service }: Context): void {
  const command = features
    .command('diff')
    .description('what differs between two versions of a definition')
    .argument('<name>')
    .addOption(kindOption())
    .option('--from <n>', 'version (default: the one before)')
    .option('--to <n>', 'version (default: the one in force)');
  answering(command, Between, async ([name = ''], options) => {
    const path = pathOf(name, `/diff${query(options)}`);
    const diff = await service.call('GET', path, DefinitionDiff);
    const { kind, from, to, differences } = diff;
    return {
      json: diff,
      lines: [`${kind} ${name}: ${from} → ${to}`, ...differenceLines(differences)],
    };
  });
}
