import { TOPICS } from '@headroom/contracts';
import { InMemoryBroker } from '@headroom/messaging';
import { FolderObjectStore, ParquetFiles, Postgres, migrate } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../domain/config.ts';
import { GenerateBatch } from '../usecases/generate-batch.ts';
import { RunLive } from '../usecases/run-live.ts';
import { ParquetSink } from './files/parquet-sink.ts';
import { GENERATION_MIGRATIONS } from './postgres/migrations.ts';
import { PgProcessStore } from './postgres/process-store.ts';

let stack: TestStack;
let db: Postgres;
let folder: string;
let parquet: ParquetFiles;

beforeAll(async () => {
  stack = await testStack();
  db = new Postgres({ url: stack.postgresUrl, applicationName: 'test' });
  await migrate(db, 'generation', GENERATION_MIGRATIONS);
  folder = await mkdtemp(join(tmpdir(), 'headroom-generation-'));
  parquet = await ParquetFiles.open();
});

afterAll(async () => {
  parquet.close();
  await db.close();
  await stack.close();
  await rm(folder, { recursive: true });
});

it('writes the same bytes and ids for the same seed, and live mode goes on where the batch ended', async () => {
  const objects = await FolderObjectStore.open(folder);
  const broker = new InMemoryBroker();
  const { publisher } = broker.bus();
  const store = new PgProcessStore(db);
  const batch = new GenerateBatch(publisher, new ParquetSink(objects, parquet), store);

  const first = await batch.execute(DEFAULT_CONFIG, 300);
  const again = await batch.execute(DEFAULT_CONFIG, 300);
  expect(again).toEqual(first);
  expect(await parquet.describe(await objects.fetch(first.file))).toMatchObject({ rows: 300 });
  const ids = () => broker.records(TOPICS.workloadRaw).map((m) => m.headers['ce_id']);
  expect(ids()).toHaveLength(600);
  expect(new Set(ids()).size).toBe(300);

  // Two buckets, then a process that stops without telling: the next one goes on with the third.
  let buckets = 0;
  const live = () =>
    new RunLive({
      publisher,
      store,
      cadenceMs: DEFAULT_CONFIG.cadenceMs,
      onError: (error) => {
        throw error;
      },
      pause: (_ms, signal) =>
        new Promise((resolve) => {
          if (++buckets % 2 !== 0) resolve();
          else signal.addEventListener('abort', () => resolve());
          if (buckets % 2 === 0) idle();
        }),
    });
  let idle: () => void = () => undefined;
  const untilIdle = () => new Promise<void>((resolve) => (idle = resolve));

  const one = live();
  const waited = untilIdle();
  await one.start({ speed: 720 });
  await waited;
  await one.halt();
  const two = live();
  const waitedAgain = untilIdle();
  await two.resume();
  await waitedAgain;
  await two.stop();

  expect(await store.live()).toBeNull();
  const longer = new InMemoryBroker();
  await new GenerateBatch(longer.bus().publisher, new ParquetSink(objects, parquet), store).execute(
    DEFAULT_CONFIG,
    new Set(ids()).size,
  );
  expect(new Set(ids())).toEqual(
    new Set(longer.records(TOPICS.workloadRaw).map((m) => m.headers['ce_id'])),
  );
});
