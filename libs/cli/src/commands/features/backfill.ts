import type { Command } from 'commander';
import { z } from 'zod';
import { answering, type Context } from './context.ts';

const Wanted = z.object({
  from: z.string(),
  to: z.string(),
  service: z.array(z.string()).optional(),
  reason: z.string(),
  author: z.string(),
});

const Backfill = z.object({
  backfill_id: z.string(),
  from: z.string(),
  to: z.string(),
  records: z.int(),
});

export function addBackfill(features: Command, { features: service, user }: Context): void {
  const command = features
    .command('backfill')
    .description('let late records of a range of event times be used from now on, batch and stream')
    .requiredOption('--from <time>', 'event times after this, RFC 3339')
    .requiredOption('--to <time>', 'and up to this')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--service <id...>', 'only of these services')
    .option('--author <name>', 'who does it', user);
  answering(command, Wanted, async (_, { service: services, ...range }) => {
    const body = { ...range, ...(services === undefined ? {} : { services }) };
    const done = await service.call('POST', '/api/v1/backfills', Backfill, body);
    const what = `${done.records} late records with event time in (${done.from}, ${done.to}]`;
    return {
      json: done,
      lines: [`Backfill ${done.backfill_id}: ${what} are used from here on.`],
    };
  });
}
