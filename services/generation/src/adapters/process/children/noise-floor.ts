/**
 * Child program, for benchmarks: what the truth foretold, row by row, of a generated data set. The request is one JSON line
 * on stdin, the answer one on stdout.
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DEFAULT_CONFIG, DEFAULT_RECORDS } from '../../../domain/config.ts';
import { forecastsFromTruth } from '../../../usecases/measure-noise-floor.ts';

const Request = z.object({
  seed: z.int(),
  /** Rows after this share of the span. */
  after: z.number().min(0).max(1),
});

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
lines.once('line', (line) => {
  const { seed, after } = Request.parse(JSON.parse(line));
  const rows = forecastsFromTruth({ ...DEFAULT_CONFIG, seed }, DEFAULT_RECORDS, after);
  process.stdout.write(`${JSON.stringify(rows)}\n`, () => process.exit(0));
});
