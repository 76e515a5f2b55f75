import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker, type Publisher } from '@headroom/messaging';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Mapping } from '../domain/import/mapping.ts';
import { ImportFiles } from '../usecases/import-files.ts';
import { PublishImport } from '../usecases/publish-import.ts';
import { ImportObjects } from './files/import-objects.ts';
import { LocalFiles } from './files/local-files.ts';

let root: string;
let inbox: string;
let parquet: ParquetFiles;
let store: ImportObjects;
let broker: InMemoryBroker;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'headroom-import-'));
  inbox = join(root, 'inbox');
  mkdirSync(join(inbox, 'deep'), { recursive: true });
  parquet = await ParquetFiles.open();
  store = new ImportObjects(await FolderObjectStore.open(join(root, 'objects')), parquet);
  broker = new InMemoryBroker();
});
afterEach(() => {
  parquet.close();
  rmSync(root, { recursive: true });
});

const write = (name: string, content: string) => writeFileSync(join(inbox, name), content);
const imports = () => new ImportFiles(new LocalFiles(parquet), store);
const objects = (folder: string) =>
  readdirSync(join(root, 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.startsWith(`${folder}/`),
  );
const records = () => broker.records(TOPICS.workloadRaw);

/** Minutes after an hour, and cpu in percent. */
const series = (...rows: (readonly [minute: number, percent: number])[]) =>
  [
    'timestamp,value',
    ...rows.map(([m, v]) => `2026-01-01 10:${String(m).padStart(2, '0')}:00,${v}`),
  ].join('\n');

describe('an import', () => {
  beforeEach(() => {
    write('ec2_cpu_utilization_b.csv', series([5, 50], [15, 60]));
    write('deep/ec2_cpu_utilization_a.csv', series([0, 10], [10, 20], [20, 30]));
    write('ec2_network_in_a.csv', series([0, 37_500_000], [12, 75_000_000]));
    write('elb_request_count_c.csv', series([0, 300]));
    write('notes.csv', 'who,what\nme,this\n');
    write('LICENSE.txt', 'free');
  });

  it('uses what it can, lists what it leaves out and why, and publishes nothing yet', async () => {
    const outcome = await imports().execute([inbox], null);
    expect(outcome).toMatchObject({
      used: [
        { file: 'deep/ec2_cpu_utilization_a.csv', rows: 3, metrics: ['cpu_utilization'] },
        { file: 'ec2_cpu_utilization_b.csv', rows: 2 },
        { file: 'ec2_network_in_a.csv', rows: 2, metrics: ['network_io_mbps'] },
      ],
      dataset: { rows: 6, services: 2, source: `headroom/import#${outcome.import_id}` },
      declared: ['cpu_utilization', 'network_io_mbps'],
      published: false,
      replaced: 0,
    });
    expect(outcome.left_out.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      expect.stringContaining('LICENSE.txt: is neither'),
      expect.stringContaining('notes.csv: no mapping fits it'),
      expect.stringContaining('elb_request_count_c.csv: service elb-c: no cpu_utilization'),
    ]);
    expect(records()).toEqual([]);
    expect(objects('data/raw')).toEqual([]);
  });

  it('publishes in event-time order over all files, the same ids however often, and then keeps the file', async () => {
    const { import_id } = await imports().execute([inbox], null);
    const publish = new PublishImport(broker.bus().publisher, store);
    const dataset = await publish.execute(import_id);
    expect(await publish.execute(import_id)).toEqual(dataset);
    expect(dataset).toMatchObject({
      file: { uri: `data/raw/import_${import_id}.parquet`, rows: 6 },
    });
    expect(objects('data/staged')).toEqual([]);

    const times = await orderOfPublishing(import_id);
    expect(times).toEqual(times.toSorted());
    expect(records()).toHaveLength(12);
    expect(new Set(records().map(({ headers }) => headers['ce_id'])).size).toBe(6);
    expect(await imports().execute([inbox], null)).toMatchObject({ import_id, published: true });
  });

  it('goes on after a publisher that died', async () => {
    const { import_id } = await imports().execute([inbox], null);
    const dead: Publisher = {
      publish: async () => {
        throw new Error('gone');
      },
    };
    await expect(new PublishImport(dead, store).execute(import_id)).rejects.toThrow('gone');
    expect(objects('data/raw')).toEqual([]);
    expect(await new PublishImport(broker.bus().publisher, store).execute(import_id)).toMatchObject(
      { rows: 6 },
    );
  });

  it('is another one with another mapping, which comes before ours', async () => {
    const mapping = Mapping.parse({
      files: [
        {
          pattern: 'elb_request_count_*.csv',
          service_id: 'ec2-a',
          cluster_id: 'shop',
          metrics: { request_rate: { column: 'value' } },
        },
      ],
    });
    const ours = await imports().execute([inbox], null);
    const users = await imports().execute([inbox], mapping);
    expect(users.import_id).not.toBe(ours.import_id);
    const rows = await store.read(users.import_id);
    expect(rows[0]).toMatchObject({
      service_id: 'ec2-a',
      cluster_id: 'shop',
      cpu_utilization: 0.1,
      network_io_mbps: 1,
      request_rate: 300,
      origin:
        'deep/ec2_cpu_utilization_a.csv, line 2 and ec2_network_in_a.csv, line 2 and elb_request_count_c.csv, line 2',
    });
    expect(new Set(rows.map((row) => `${row.service_id} ${row.cluster_id}`))).toEqual(
      new Set(['ec2-a shop', 'ec2-b ec2-b']),
    );
  });

  it('forgets what is discarded', async () => {
    const { import_id } = await imports().execute([inbox], null);
    expect([await store.discard(import_id), await store.discard(import_id)]).toEqual([true, false]);
    const publish = new PublishImport(broker.bus().publisher, store);
    await expect(publish.execute(import_id)).rejects.toThrow(`there is no import ${import_id}`);
  });

  it('reads Parquet as it reads CSV, whatever types it has', async () => {
    const path = join(inbox, 'own.parquet');
    const time = Date.UTC(2026, 0, 1);
    await parquet.write(path, [
      { name: 'timestamp', type: 'timestamp', values: Float64Array.of(time, time + 300_000) },
      { name: 'service_id', type: 'string', values: ['p', 'p'] },
      { name: 'cpu_utilization', type: 'float64', values: Float64Array.of(0.5, NaN) },
      { name: 'instance_count', type: 'int32', values: Float64Array.of(2, 3) },
    ]);
    const { import_id } = await imports().execute([path], null);
    expect(await store.read(import_id)).toMatchObject([
      { timestamp: time, cpu_utilization: 0.5, instance_count: 2, origin: 'own.parquet, row 0' },
      { timestamp: time + 300_000, cpu_utilization: null, instance_count: 3 },
    ]);
  });

  it.each([
    [['inbox/nowhere.csv'], 'there is no file or folder'],
    [['inbox/notes.csv'], 'no file can be imported. notes.csv: no mapping fits it'],
    [['inbox/elb_request_count_c.csv'], 'no file can be imported'],
  ])('refuses %j', async (paths, message) => {
    const whole = paths.map((path) => join(root, path));
    await expect(imports().execute(whole, null)).rejects.toThrow(message);
    expect(objects('data')).toEqual([]);
  });

  it('refuses a relative path, which would be read from the folder of the service', async () => {
    await expect(imports().execute(['inbox'], null)).rejects.toThrow('is relative');
  });
});

/** Event times as one publisher got them; partitions of the broker would mix services. */
async function orderOfPublishing(importId: string): Promise<string[]> {
  const times: string[] = [];
  const publisher: Publisher = {
    publish: async (events) => {
      times.push(...events.map(({ time = '' }) => time));
    },
  };
  await new PublishImport(publisher, store).execute(importId);
  return times;
}
