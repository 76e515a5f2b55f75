import type { QualityCheck } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../command-error.ts';
import type { Service } from '../service.ts';
import { importFiles, type ImportOutcome } from './import-files.ts';
import { outcomeLines } from './outcome-lines.ts';

const dataset = {
  file: { uri: 'data/staged/import_0123456789ab.parquet', sha256: 'a'.repeat(64), bytes: 9 },
  source: 'headroom/import#0123456789ab',
  rows: 1234,
  services: 1,
  first_event: Date.UTC(2026, 0, 1),
  last_event: Date.UTC(2026, 0, 2, 3, 4),
};
const staged = {
  import_id: '0123456789ab',
  dataset,
  used: [{ file: 'a.csv', rows: 1236, services: 1, metrics: ['cpu_utilization'] }],
  left_out: [{ file: 'b.csv', reason: 'no mapping fits it' }],
  declared: ['cpu_utilization'],
  replaced: 2,
  published: false,
};
const check = (status: QualityCheck['status'], message: string): QualityCheck => ({
  check: 'bounds',
  status,
  message,
  column: null,
  row: null,
  observed: null,
  threshold: null,
});

/** Services that answer from a list, and what they were asked. */
function services(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const service: Service = {
    call: async (method, path, schema, body) => {
      const call = `${method} ${path}`;
      asked.push(call);
      bodies.push(body);
      const answer = answers[call];
      if (answer instanceof Error) throw answer;
      return schema.parse(answer);
    },
  };
  return { asked, bodies, both: { ingestion: service, validation: service } };
}

const stage = 'POST /api/v1/imports';
const judge = 'POST /api/v1/check';
const publish = 'POST /api/v1/imports/0123456789ab/publish';
const discard = 'DELETE /api/v1/imports/0123456789ab';
const request = { paths: ['/a.csv'], mapping: null };
const raw = { ...dataset, file: { ...dataset.file, uri: 'data/raw/import_0123456789ab.parquet' } };

describe('importFiles', () => {
  it('publishes what was judged good, and hands on the threshold', async () => {
    const { asked, bodies, both } = services({
      [stage]: staged,
      [judge]: { passed: true, checks: [check('warned', 'two rows repeat'), check('passed', 'x')] },
      [publish]: { dataset: raw },
    });
    const outcome = await importFiles(both, { ...request, maxMissingShare: 0.4 });
    expect(asked).toEqual([stage, judge, publish]);
    expect(bodies[0]).toEqual(request);
    expect(bodies[1]).toEqual({ dataset, max_missing_share: 0.4 });
    expect(outcome).toEqual({
      ...staged,
      dataset: raw,
      published: true,
      warnings: ['two rows repeat'],
    });
  });

  it.each([
    [
      'is refused',
      {
        passed: false,
        checks: [check('failed', 'a.csv, line 3: no'), check('failed', 'nor this')],
      },
      'a.csv, line 3: no\nnor this',
    ],
    [
      'cannot be judged',
      new CommandError('UNAVAILABLE', 'validation is away'),
      'validation is away',
    ],
  ])('discards and publishes nothing of what %s', async (_, verdict, message) => {
    const { asked, both } = services({
      [stage]: staged,
      [judge]: verdict,
      [discard]: new Error('and ingestion is away too'),
    });
    await expect(importFiles(both, request)).rejects.toMatchObject({
      name: 'CommandError',
      message,
    });
    expect(asked).toEqual([stage, judge, discard]);
  });
});

it('tells what was used, left out, replaced and published', () => {
  const outcome: ImportOutcome = { ...staged, dataset: raw, warnings: ['two rows repeat'] };
  expect(outcomeLines(outcome)).toEqual([
    'Used 1 file:',
    '  a.csv  1,236 rows  cpu_utilization',
    'Left out:',
    '  b.csv  no mapping fits it',
    '2 values gave way to a later one of the same service and time.',
    'two rows repeat',
    'Published 1,234 rows of 1 service, 2026-01-01 00:00 UTC to 2026-01-02 03:04 UTC, as headroom/import#0123456789ab.',
  ]);
});
