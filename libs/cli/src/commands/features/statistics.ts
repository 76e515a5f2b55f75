import { ViewStatistics } from '@headroom/contracts';
import type { Command } from 'commander';
import { z } from 'zod';
import { statisticsLines } from '../../features/statistics.ts';
import { answering, query, type Context } from './context.ts';

const Range = z.object({ from: z.string().optional(), to: z.string().optional() });

export function addStatistics(features: Command, { features: service }: Context): void {
  const command = features
    .command('statistics')
    .description("what the values of a view's features are like")
    .argument('<view>')
    .option('--from <time>', 'event times after this (default: 7 days before --to)')
    .option('--to <time>', 'and up to this (default: now)');
  answering(command, Range, async ([view = ''], range) => {
    const path = `/api/v1/feature-views/${encodeURIComponent(view)}/statistics${query(range)}`;
    const found = await service.call('GET', path, ViewStatistics);
    return { json: found, lines: statisticsLines(found) };
  });
}
