import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS, type Topic, type ValidatedRecord } from '@headroom/contracts';
import { freePortRun, repoRoot, serviceEnvironment } from '@headroom/embedded';
import {
  aggregateBuckets,
  BatchEngine,
  FeatureMatrix,
  METRICS,
  MINUTE_MS,
} from '@headroom/feature-engine';
import { createKafkaBus } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import { decodeVector, Postgres, type FeatureVector } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { publishAll, recordsOf } from './bench/stream/records.ts';
import { followTopic } from './system/log.ts';
import { buildBundles } from './system/system.ts';

const SERVICES = 60;
const ROUNDS = 120;
const CADENCE_MS = 5 * MINUTE_MS;
const PATIENCE = { timeout: 120_000, interval: 100 };

interface Replica {
  readonly process: ChildProcess;
  readonly url: string;
}

interface PublishedVector {
  readonly id: string;
  readonly bytes: string;
  readonly vector: FeatureVector;
}

describe('two replicas of features', () => {
  it('share the partitions; one is killed, and nothing of its entities is lost or doubled', async () => {
    const stage = await setStage();
    try {
      await lives(stage);
    } finally {
      await stage.close();
    }
  });
});

async function setStage() {
  mkdirSync(join(repoRoot, '.headroom'), { recursive: true });
  const folder = mkdtempSync(join(repoRoot, '.headroom', `test-${process.pid}-`));
  const bundles = await buildBundles();
  const stack = await testStack();
  const bus = createKafkaBus({
    brokers: stack.kafkaBrokers.split(','),
    clientId: 'e2e',
    namespace: stack.namespace,
    logger: createLogger({ service: 'e2e', level: 'warn' }),
  });
  const port = await freePortRun(2);
  const program = join(bundles.folder, 'features/main.js');
  const first = start(program, port, stack, folder);
  const second = start(program, port + 1, stack, folder);
  return {
    ...{ stack, bus, first, second },
    async close() {
      for (const { process: child } of [first, second]) await killed(child);
      await bus.close();
      await stack.close();
      bundles.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

async function lives({ stack, bus, first, second }: Awaited<ReturnType<typeof setStage>>) {
  const vectors = await followTopic(bus, TOPICS.featuresComputed, published);
  for (const { url } of [first, second]) await vi.waitUntil(() => isReady(url), PATIENCE);
  const send = (from: number, rounds: number) => publishAll(bus, recordsOf(SERVICES, from, rounds));
  const drained = (topic: Topic) =>
    vi.waitUntil(async () => (await bus.admin.lag(topic, 'features')) === 0, PATIENCE);

  await send(0, ROUNDS / 3);
  await drained(TOPICS.workloadValidated);
  const shares = [await handled(first.url), await handled(second.url)];
  expect(Math.min(...shares), 'each has a share').toBeGreaterThan(0);

  await send(ROUNDS / 3, ROUNDS / 3);
  first.process.kill('SIGKILL');
  await send((2 * ROUNDS) / 3, ROUNDS / 3);
  await drained(TOPICS.workloadValidated);
  await drained(TOPICS.workloadByCluster);

  const records = [...recordsOf(SERVICES, 0, ROUNDS)];
  expect(await storedRecords(stack)).toBe(records.length);
  const newest = await vi.waitUntil(() => {
    const found = newestOf(vectors.entries);
    return found.size === records.length ? found : undefined;
  }, PATIENCE);
  expectOnce(vectors.entries);
  expectBatch(newest, records);
  await expectReadable(second.url, records);
}

function start(program: string, port: number, stack: TestStack, folder: string): Replica {
  const output = openSync(join(folder, `${port}.log`), 'a');
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', output, output],
    env: serviceEnvironment(
      {
        ...process.env,
        HEADROOM_FEATURES_PORT: String(port),
        HEADROOM_CADENCE: '5m',
        HEADROOM_LOG_LEVEL: 'warn',
        HEADROOM_TOPIC_PREFIX: stack.namespace,
        HEADROOM_OBJECT_ROOT: folder,
      },
      { home: folder, addresses: stack },
    ),
  });
  return { process: child, url: `http://127.0.0.1:${port}` };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Validated records that a replica has handled. */
async function handled(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text
    .split('\n')
    .find(
      (one) =>
        one.startsWith('headroom_messages_handled_total{') &&
        one.includes(`"${TOPICS.workloadValidated.name}"`),
    );
  return Number(line?.split(' ')[1] ?? 0);
}

async function storedRecords({ postgresUrl }: TestStack): Promise<number> {
  const postgres = new Postgres({ url: postgresUrl, applicationName: 'e2e' });
  try {
    const [row] = await postgres.query(
      z.object({ count: z.coerce.number() }),
      'select count(*) as count from features.raw_record where not late',
    );
    return row?.count ?? 0;
  } finally {
    await postgres.close();
  }
}

const published = ({
  event,
  value,
}: {
  event: { readonly id: string };
  value: Uint8Array | null;
}): PublishedVector => ({
  id: event.id,
  bytes: Buffer.from(value ?? []).toString('base64'),
  vector: decodeVector(value ?? new Uint8Array()),
});

/** By service and bucket, the vector of the highest revision. */
function newestOf(entries: readonly PublishedVector[]): Map<string, FeatureVector> {
  const newest = new Map<string, FeatureVector>();
  for (const { vector } of entries) {
    const key = `${vector.serviceId} ${vector.bucketEnd}`;
    const known = newest.get(key);
    if (known === undefined || known.revision.offset <= vector.revision.offset) {
      newest.set(key, vector);
    }
  }
  return newest;
}

/** What a takeover publishes again is the same event, to the last byte. */
function expectOnce(entries: readonly PublishedVector[]): void {
  const byId = new Map<string, Set<string>>();
  for (const { id, bytes } of entries) byId.set(id, (byId.get(id) ?? new Set()).add(bytes));
  expect([...byId.values()].filter(({ size }) => size > 1)).toEqual([]);
  expect(byId.size).toBe(SERVICES * ROUNDS);
}

/** Each vector is that of the engine over all of its service's records, to the last bit: none is missing or twice in it. */
function expectBatch(
  newest: ReadonlyMap<string, FeatureVector>,
  records: readonly ValidatedRecord[],
): void {
  const engine = new BatchEngine(CADENCE_MS);
  for (const serviceId of new Set(records.map((record) => record.service_id))) {
    const own = records.filter((record) => record.service_id === serviceId);
    const buckets = aggregateBuckets(
      own.map((record, arrivalSeq) => ({
        timestamp: record.timestamp,
        arrivalSeq,
        metrics: METRICS.map(({ name }) => record[name] ?? NaN),
        scalingEvent: record.scaling_event,
        clusterId: record.cluster_id,
      })),
      CADENCE_MS,
    );
    const { columns, ends } = engine.append(buckets, new FeatureMatrix(own.length));
    ends.forEach((end, row) => {
      const values = newest.get(`${serviceId} ${end}`)?.values;
      expect([...(values ?? [])]).toEqual(columns.map((column) => column[row]));
    });
  }
}

const Answer = z.object({ event_timestamp: z.string() });

async function expectReadable(url: string, records: readonly ValidatedRecord[]): Promise<void> {
  const last = Math.max(...records.map(({ timestamp }) => timestamp));
  for (const serviceId of new Set(records.map((record) => record.service_id))) {
    const query = 'feature_service=cloud_optimizer_inference';
    const answer = await fetch(`${url}/api/v1/features/${serviceId}?${query}`);
    const { event_timestamp: time } = Answer.parse(await answer.json());
    expect(Date.parse(time)).toBe(last);
  }
}
