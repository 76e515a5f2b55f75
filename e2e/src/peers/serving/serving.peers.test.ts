import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@headroom/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MODEL_NAME, storeModel } from '../../bench/serve/models.ts';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import { peerPython } from '../peer-python.ts';
import { answerOf } from './answers.ts';
import { CASES, COLUMNS, ROW } from './cases.ts';
import { startGenuineModelServer, type GenuineModelServer } from './genuine-model-server.ts';

const here = import.meta.dirname;
const [mlflow, triton] = [await peerPython('mlflow'), await peerPython('serving')];

function python(
  interpreter: string,
  program: string,
  args: readonly string[],
  input: unknown,
): string {
  const { status, stdout, stderr } = spawnSync(interpreter, ['-B', join(here, program), ...args], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program}: ${stderr.slice(-2000)}`);
  return stdout;
}

describe('genuine clients and servers beside our serving', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-serving-'));
  let genuine: GenuineModelServer | undefined;
  let bundles: Bundles | undefined;
  let system: System | undefined;
  let url = '';

  beforeAll(async () => {
    python(mlflow, 'save_model.py', [folder], COLUMNS);
    genuine = await startGenuineModelServer(mlflow, join(folder, 'mlflow'));
    bundles = await buildBundles();
    system = await startSystem({ ...bundles, services: ['serving'] });
    url = system.services.url('serving');
    const content = readFileSync(join(folder, 'model.txt'), 'utf8');
    const event = await storeModel(system.objects, content, '1', COLUMNS);
    await system.bus.publisher.publish([
      { topic: TOPICS.modelsChanges, id: 'peers-1', source: 'peers', key: event.name, data: event },
    ]);
    while (!(await fetch(`${url}/ping`)).ok) await delay(100);
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    await genuine?.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(CASES.map((one) => [one.title, one] as const))(
    'mlflow models serve and ours answer the same: %s',
    async (_, one) => {
      expect(await answerOf(url, one)).toEqual(await answerOf(genuine?.url ?? '', one));
    },
  );

  it('tritonclient reads metadata and infers, by bytes and by JSON', async () => {
    const { host } = new URL(url);
    const seen = z
      .record(z.string(), z.unknown())
      .parse(
        JSON.parse(
          python(triton, 'check_triton.py', [host, MODEL_NAME], { columns: COLUMNS, row: ROW }),
        ),
      );
    const split = { dataframe_split: { columns: COLUMNS, data: [ROW] } };
    const one = { title: 'one row', type: 'application/json', body: JSON.stringify(split) };
    const { predictions } = z
      .object({ predictions: z.array(z.number()) })
      .parse(await answerOf(url, one));
    expect(seen).toMatchObject({
      live: true,
      ready: true,
      model_ready: true,
      version_ready: true,
      unknown_ready: false,
      server: { name: 'headroom', extensions: ['binary_tensor_data'] },
      metadata: {
        name: MODEL_NAME,
        versions: ['1'],
        inputs: COLUMNS.map((name) => ({ name, datatype: 'FP64', shape: [-1] })),
        outputs: [{ name: 'prediction', datatype: 'FP64', shape: [-1] }],
      },
      binary: predictions,
      json: predictions,
      'json in, binary out': predictions,
      version: predictions,
      gzip: predictions,
      fp32: [expect.any(Number)],
      int64: [expect.any(Number)],
      matrix: [...predictions, ...predictions],
      'matrix as JSON': [...predictions, ...predictions],
      'unknown model': ['404', expect.stringContaining('is not registered')],
      'wrong width': ['400', expect.stringContaining('must be [rows, 4], it is [1, 1]')],
      'unknown output': ['400', expect.stringContaining("output 'y'")],
    });
  });
});
