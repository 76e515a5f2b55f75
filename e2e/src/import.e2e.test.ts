import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { HttpService, importFiles } from '@headroom/cli';
import { TOPICS } from '@headroom/contracts';
import { ParquetFiles } from '@headroom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followTopic } from './system/log.ts';
import { buildBundles, startSystem, type Bundles, type System } from './system/system.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURE = join(ROOT, 'e2e/fixtures/aws-cloudwatch');
const HEADER = 'timestamp,service_id,cpu_utilization';
const minutes = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
/** 288 rows of a service, cpu by row. */
const csv = (
  cpu: (row: number) => string | number,
  { header = HEADER, service = 'a', everyMinutes = 5 } = {},
) => {
  const rows = Array.from({ length: 288 }, (_, i) => [minutes(i * everyMinutes), service, cpu(i)]);
  return [header, ...rows.map((row) => row.join(','))].join('\n');
};
const good = csv((i) => 0.3 + (i % 12) / 100);

/** Content of a file `web.csv`, and what is said of it. */
const BAD: readonly (readonly [what: string, content: string, message: RegExp])[] = [
  ['an empty file', '', /^web\.csv: is empty/],
  ['a header alone', HEADER, /^web\.csv: is empty/],
  [
    'no timestamp column',
    csv(() => 0.3, { header: 'when,service_id,cpu_utilization' }),
    /^web\.csv: no column timestamp \(columns: when, /,
  ],
  [
    'text in a number',
    csv((i) => (i === 9 ? 'high' : 0.3)),
    /^web\.csv, line 11: cpu_utilization is "high", which is no number/,
  ],
  [
    'cpu 3.7',
    csv((i) => (i === 9 ? 3.7 : 0.3)),
    /^web\.csv, line 11: cpu_utilization is 3\.7, allowed is 0 to 1/,
  ],
  [
    'percent for a fraction',
    csv((i) => 20 + i / 10),
    /^web\.csv, line 2: cpu_utilization is 20, .*looks like percent: divide the column by 100/,
  ],
  [
    '40 % missing',
    csv((i) => (i % 5 < 2 ? '' : 0.3)),
    /^web\.csv, line 2: cpu_utilization is empty, and 40\.\d+ % .* allowed are 5\.00 %/,
  ],
  [
    'times in seconds',
    csv(() => 0.3).replaceAll(/^2026[^,]*/gm, '1767225600'),
    /^web\.csv, line \d+: timestamp .* looks like seconds/,
  ],
  ['a line cut short', `${good}\n2026-01-02`, /^web\.csv, line 290: has 1 values for 3 columns/],
];

describe('importing files, through ingestion and validation as processes', () => {
  let bundles: Bundles;
  let system: System;
  let inbox: string;
  let published: Awaited<ReturnType<typeof followTopic<string>>>;

  beforeAll(async () => {
    bundles = await buildBundles();
    system = await startSystem(
      { ...bundles, services: ['validation', 'ingestion'] },
      { HEADROOM_CADENCE: '5m' },
    );
    inbox = mkdtempSync(join(tmpdir(), 'headroom-inbox-'));
    published = await followTopic(system.bus, TOPICS.workloadRaw, ({ event }) => event.source);
  });
  afterAll(async () => {
    rmSync(inbox, { recursive: true, force: true });
    await system.close(false);
    bundles.remove();
  });

  const service = (name: 'ingestion' | 'validation') =>
    new HttpService(name, system.services.url(name));
  const run = (...paths: string[]) =>
    importFiles(
      { ingestion: service('ingestion'), validation: service('validation') },
      { paths, mapping: null },
    );
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(inbox, name), content);
    return join(inbox, name);
  };
  const dataFiles = () => system.objects.list('data/');

  it.each(BAD)(
    'refuses %s: file, column and row are named, nothing is left behind',
    async (_, content, message) => {
      await expect(run(file('web.csv', content))).rejects.toThrow(message);
      expect(await dataFiles()).toEqual([]);
    },
  );

  it('refuses a truncated Parquet file', async () => {
    const parquet = await ParquetFiles.open();
    const whole = join(inbox, 'whole.parquet');
    const times = Float64Array.from({ length: 100 }, (_, i) => Date.parse(minutes(i)));
    await parquet.write(whole, [
      { name: 'timestamp', type: 'timestamp', values: times },
      { name: 'service_id', type: 'string', values: Array<string>(100).fill('a') },
      { name: 'cpu_utilization', type: 'float64', values: new Float64Array(100).fill(0.5) },
    ]);
    parquet.close();
    const bytes = readFileSync(whole);
    const cut = file('cut.parquet', bytes.subarray(0, bytes.length - 40));
    await expect(run(cut)).rejects.toThrow(/^cut\.parquet is damaged or no Parquet file/);
    expect(await dataFiles()).toEqual([]);
  });

  it('refuses a good file that comes with a bad one', async () => {
    const paths = [
      file('good.csv', good),
      file(
        'bad.csv',
        csv(() => 3.7, { service: 'b' }),
      ),
    ];
    await expect(run(...paths)).rejects.toThrow(/^bad\.csv, line 2/);
    expect(await dataFiles()).toEqual([]);
  });

  it('takes CloudWatch exports, and any cadence; the command tells what it did', async () => {
    const env = Object.fromEntries(
      (['ingestion', 'validation'] as const).map((name) => [
        `HEADROOM_${name.toUpperCase()}_PORT`,
        new URL(system.services.url(name)).port,
      ]),
    );
    const headroom = (...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(ROOT, 'libs/cli/src/main.ts'), ...args],
        { env: { ...process.env, ...env, INIT_CWD: ROOT } },
      );
    const { stdout } = await headroom('import', 'e2e/fixtures/aws-cloudwatch');
    expect(stdout).toContain('Used 2 files:');
    expect(stdout).toContain('ec2_network_in_257a54.csv  service ec2-257a54: no cpu_utilization');
    expect(stdout).toMatch(
      /Published 600 rows of 2 services, 2014-02-14 14:27 UTC to .*, as headroom\/import#/,
    );

    const again = await run(FIXTURE);
    expect(again).toMatchObject({ published: true, dataset: { rows: 600 } });
    expect(await dataFiles()).toEqual([again.dataset.file.uri]);

    const refused = headroom(
      'import',
      file(
        'web.csv',
        csv(() => 3.7),
      ),
      '--json',
    );
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('"code": "INVALID_DATA"'),
    });

    const mixed = [1, 5].map((everyMinutes) =>
      file(
        `${everyMinutes}m.csv`,
        csv((row) => row / 300, { service: `every-${everyMinutes}`, everyMinutes }),
      ),
    );
    expect(await run(...mixed)).toMatchObject({ dataset: { rows: 576, services: 2 } });

    // What was refused came before: had it been published, it would be there.
    const own = again.dataset.source;
    await published.first('the last import', (source) => source !== own);
    const others = new Set(published.entries.filter((source) => source !== own));
    expect(others.size).toBe(1);
  });
});
