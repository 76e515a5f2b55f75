import { performance } from 'node:perf_hooks';
import { cadenceFromMinutes } from '@headroom/feature-engine';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { importBundled } from '../../adapters/bundled-program.ts';
import type * as ComputeProgram from '../../adapters/programs/compute-file.ts';
import { answering, type Context } from './context.ts';

const Options = z.object({ input: z.string(), cadence: z.number(), output: z.string() });

export function addCompute(features: Command, context: Context): void {
  const command = features
    .command('compute')
    .description('run the feature engine alone on a file of workload records')
    .requiredOption('--input <file>', 'CSV or Parquet')
    .requiredOption('--cadence <length>', '1m, 5m, 10m, 15m, 20m, 30m or 1h', cadence)
    .requiredOption('--output <file>', 'Parquet, written or replaced');
  answering(command, Options, async (_, { input, cadence: cadenceMs, output }) => {
    const startedAt = performance.now();
    const { computeFile } = (await importBundled('compute-file')) as typeof ComputeProgram;
    const file = context.path(output);
    const made = await computeFile(context.path(input), cadenceMs, file);
    const seconds = (performance.now() - startedAt) / 1000;
    const { rows, columns, records } = made;
    return {
      json: { file, ...made, seconds },
      lines: [
        `Wrote ${file}: ${rows} rows, ${columns} columns, of ${records} records in ${seconds.toFixed(1)} s.`,
      ],
    };
  });
}

function cadence(text: string): number {
  const [, count, unit] = /^(\d+)(m|h)$/.exec(text) ?? [];
  try {
    return cadenceFromMinutes(Number(count) * (unit === 'h' ? 60 : 1));
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
