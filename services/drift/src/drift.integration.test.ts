import { readFile } from 'node:fs/promises';
import { TASKS, TOPICS, type TaskResult } from '@headroom/contracts';
import {
  createKafkaBus,
  decodeJson,
  kafkaTransport,
  OK,
  type Delivered,
  type KafkaBus,
} from '@headroom/messaging';
import { createLogger, createService, type RunningService } from '@headroom/service-kit';
import { testStack, type TestStack } from '@headroom/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFiles } from './adapters/files/temporary-files.ts';
import { AppModule } from './app.module.ts';
import { DriftReport } from './domain/drift-report.ts';
import { RunReport } from './domain/run-report.ts';
import { settings } from './settings.ts';
import { DRIFT_TASK, sampleRun } from './testing/sample-run.ts';

const WATCHED = [
  TOPICS.pipelineResults,
  TOPICS.driftDetected,
  TOPICS.alertsRaised,
  TOPICS.pipelineTriggers,
];

describe('the tasks of drift, on Kafka, Postgres and real files', () => {
  let stack: TestStack;
  let files: Awaited<ReturnType<typeof temporaryFiles>>;
  let inputs: Awaited<ReturnType<typeof sampleRun>>;
  let bus: KafkaBus;
  let service: RunningService<typeof settings>;
  const seen: Delivered[] = [];

  const start = () =>
    createService(
      { name: 'drift', settings, module: () => AppModule, transport: kafkaTransport },
      {
        HEADROOM_DRIFT_PORT: '0',
        HEADROOM_DRIFT_RETRAIN: 'true',
        HEADROOM_LOG_LEVEL: 'error',
        HEADROOM_KAFKA_BROKERS: stack.kafkaBrokers,
        HEADROOM_POSTGRES_URL: stack.postgresUrl,
        HEADROOM_REDIS_URL: stack.redisUrl,
        HEADROOM_TOPIC_PREFIX: stack.namespace,
        HEADROOM_OBJECT_ROOT: files.root,
      },
    );
  const command = (taskId: 'detect_drift' | 'generate_report', body: object, tryNumber = 1) =>
    bus.publisher.publish([
      {
        topic: TOPICS.commandsDrift,
        id: `${taskId}-${tryNumber}`,
        source: 'headroom/orchestrator',
        key: taskId,
        data: {
          task: { ...DRIFT_TASK, task_id: taskId },
          try_number: tryNumber,
          as_of: inputs.detect.snapshot.as_of,
          inputs: body,
        },
      },
    ]);
  const ended = async (taskId: string, tryNumber = 1): Promise<TaskResult> =>
    vi.waitUntil(
      () =>
        seen
          .filter(({ topic }) => topic === TOPICS.pipelineResults.name)
          .flatMap((message) => {
            const decoded = decodeJson(TOPICS.pipelineResults, message);
            return decoded.ok ? [decoded.data] : [];
          })
          .find(
            (result) =>
              result.task.task_id === taskId &&
              result.try_number === tryNumber &&
              result.state !== 'running',
          ),
      { timeout: 30_000 },
    );
  const events = (topic: { readonly name: string }) =>
    seen.filter((message) => message.topic === topic.name);

  beforeAll(async () => {
    stack = await testStack();
    files = await temporaryFiles();
    inputs = await sampleRun(files.objects, files.parquet, { latencyShift: 30 });
    bus = createKafkaBus({
      brokers: stack.kafkaBrokers.split(','),
      clientId: 'drift-test',
      namespace: stack.namespace,
      logger: createLogger({ service: 'drift-test', level: 'error' }),
    });
    service = await start();
    for (const topic of WATCHED) {
      const consumer = bus.subscribe({
        topic,
        group: 'drift-test',
        handler: async (messages) => {
          seen.push(...messages);
          return messages.map(() => OK);
        },
      });
      await consumer.joined;
    }
  });
  afterAll(async () => {
    await service.close();
    await bus.close();
    await stack.close();
    await files.close();
  });

  it('detect_drift leaves a report, and tells of drift', async () => {
    await command('detect_drift', inputs.detect);
    const result = await ended('detect_drift');
    expect(result).toMatchObject({ state: 'success', error: null });
    const { report, drifted } = TASKS.detect_drift.outputs.parse(result.outputs);
    expect(drifted).toEqual(['latency_p95_ms']);
    const text = await readFile(await files.objects.fetch(report), 'utf8');
    expect(DriftReport.parse(JSON.parse(text)).drifted).toEqual(drifted);
    await vi.waitUntil(() => events(TOPICS.pipelineTriggers).length > 0);
    await vi.waitUntil(() => events(TOPICS.alertsRaised).length > 0);
    await vi.waitUntil(() => events(TOPICS.driftDetected).length > 0);
  });

  it('generate_report leaves a report that links the drift file', async () => {
    await command('generate_report', inputs.report);
    const result = await ended('generate_report');
    expect(result).toMatchObject({ state: 'success', error: null });
    const { report } = TASKS.generate_report.outputs.parse(result.outputs);
    const text = await readFile(await files.objects.fetch(report), 'utf8');
    const { files: linked, models } = RunReport.parse(JSON.parse(text));
    expect(await files.objects.exists(linked.drift)).toBe(true);
    expect(models).toHaveLength(2);
  });

  it('invariant 7: another try after a restart leaves the same files and event ids', async () => {
    await service.close();
    service = await start();
    await command('detect_drift', inputs.detect, 2);
    await command('generate_report', inputs.report, 2);
    for (const taskId of ['detect_drift', 'generate_report']) {
      const [first, second] = [await ended(taskId), await ended(taskId, 2)];
      expect(second.outputs).toEqual(first.outputs);
    }
    expect(await files.objects.list('reports/')).toHaveLength(3);
    for (const topic of [TOPICS.driftDetected, TOPICS.alertsRaised, TOPICS.pipelineTriggers]) {
      await vi.waitUntil(() => events(topic).length === 2);
      expect(new Set(events(topic).map(({ event }) => event.id)).size).toBe(1);
    }
  });

  it('fails the try, by name, where the predictions are gone, and goes on', async () => {
    const gone = { uri: 'models/none.parquet', sha256: '0'.repeat(64), bytes: 1 };
    const trained = inputs.detect.trained.map((model) => ({ ...model, predictions: gone }));
    await command('detect_drift', { ...inputs.detect, trained }, 3);
    const failed = await ended('detect_drift', 3);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
    expect(failed.error?.message).toContain('models/none.parquet');
    await command('detect_drift', inputs.detect, 4);
    expect((await ended('detect_drift', 4)).state).toBe('success');
  });
});
