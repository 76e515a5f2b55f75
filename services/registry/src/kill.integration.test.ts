import { bundleProgram, testStack, type TestStack } from '@headroom/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { field } from './testing/field.ts';

const TIMEOUT_MS = 60_000;
const ACKNOWLEDGED_BEFORE_KILL = 120;
const WRITERS = 4;

let stack: TestStack;
let folder: string;
let program: Awaited<ReturnType<typeof bundleProgram>>;
const children: ChildProcess[] = [];
beforeAll(async () => {
  stack = await testStack();
  folder = await mkdtemp(join(tmpdir(), 'headroom-kill-'));
  program = await bundleProgram(
    fileURLToPath(new URL('testing/mlflow-program.ts', import.meta.url)),
  );
}, TIMEOUT_MS);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await program.remove();
  await stack.close();
  await rm(folder, { recursive: true });
});

async function start() {
  const child = spawn(process.execPath, [program.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      HEADROOM_REGISTRY_PORT: '0',
      HEADROOM_LOG_LEVEL: 'error',
      HEADROOM_POSTGRES_URL: stack.postgresUrl,
      HEADROOM_OBJECT_ROOT: folder,
    },
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [url] = z.tuple([z.string()]).parse(await once(lines, 'line'));
  const call = async (method: string, path: string, body?: string | object): Promise<unknown> => {
    const answer = await fetch(`${url}/api/2.0/${path}`, {
      method,
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    const text = await answer.text();
    return text.startsWith('{') ? (JSON.parse(text) as unknown) : text;
  };
  return { child, call };
}

it(
  'has every write that it acknowledged after kill -9 in a burst of them',
  async () => {
    const { child, call } = await start();
    const experiment = await call('POST', 'mlflow/experiments/create', { name: 'burst' });
    const experiment_id = field(experiment, 'experiment_id');
    const run = await call('POST', 'mlflow/runs/create', { experiment_id });
    const run_id = String(field(run, 'run.info.run_id'));
    await call('POST', 'mlflow/registered-models/create', { name: 'burst' });

    const steps: number[] = [];
    const files: string[] = [];
    const versions: number[] = [];
    let acknowledged = 0;
    const write = async (writer: number) => {
      for (let i = 0; ; i++) {
        const step = i * WRITERS + writer;
        await call('POST', 'mlflow/runs/log-metric', {
          ...{ run_id, key: 'm', value: step, timestamp: 1, step },
        });
        steps.push(step);
        const file = `mlflow-artifacts/artifacts/burst/${step}`;
        await call('PUT', file, `content ${step}`);
        files.push(file);
        const source = `s3://bucket/${step}`;
        const made = await call('POST', 'mlflow/model-versions/create', { name: 'burst', source });
        versions.push(Number(field(made, 'model_version.version')));
        acknowledged += 3;
        if (acknowledged >= ACKNOWLEDGED_BEFORE_KILL) child.kill('SIGKILL');
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    expect((await Promise.allSettled(writers)).map(({ status }) => status)).toEqual(
      Array<string>(WRITERS).fill('rejected'),
    );

    const again = await start();
    const history = await again.call(
      'GET',
      `mlflow/metrics/get-history?run_id=${run_id}&metric_key=m`,
    );
    const kept = z
      .object({ metrics: z.array(z.object({ step: z.number() })) })
      .parse(history)
      .metrics.map(({ step }) => step);
    expect(steps.filter((step) => !kept.includes(step))).toEqual([]);
    for (const file of files) {
      expect(await again.call('GET', file)).toBe(`content ${file.split('/').at(-1) ?? ''}`);
    }
    const found = await again.call('GET', "mlflow/model-versions/search?filter=name='burst'");
    const numbers = z
      .object({ model_versions: z.array(z.object({ version: z.string() })) })
      .parse(found)
      .model_versions.map(({ version }) => Number(version));
    expect(versions.filter((version) => !numbers.includes(version))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
  },
  TIMEOUT_MS,
);
