import { Postgres } from '@headroom/storage';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { field } from '../../../../testing/field.ts';
import { mlflowServer } from '../../../../testing/mlflow-server.ts';

let folder: string;
let server: Awaited<ReturnType<typeof mlflowServer>>;
let db: Postgres;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-artifacts-'));
  server = await mlflowServer(folder);
  db = new Postgres({ url: server.postgresUrl, applicationName: 'artifacts-test' });
});
afterAll(async () => {
  await db.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const FILES = '/api/2.0/mlflow-artifacts/artifacts';
const put = (path: string, body: string) =>
  server.ask(`${FILES}/${path}`, {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/json' },
  });
const list = async (path: string) => {
  const { body } = await server.ask(`${FILES}?path=${encodeURIComponent(path)}`);
  return z
    .object({ files: z.array(z.object({ path: z.string() })).default([]) })
    .parse(body)
    .files.map((file) => file.path);
};
const collect = async (body: object) => {
  const answer = await server.ask('/api/v1/garbage/collect', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return z
    .object({
      marked: z.record(z.string(), z.number()),
      removed: z.record(z.string(), z.number()),
    })
    .parse(answer.body);
};

it('gives back what was put, whole and in parts, and lists it', async () => {
  await put('9/r/artifacts/a b/é.json', '{"x": 1}');
  const whole = await server.ask(`${FILES}/9/r/artifacts/a%20b/%C3%A9.json`);
  expect([whole.status, whole.body]).toEqual([200, '{"x": 1}']);
  const part = await server.ask(`${FILES}/9/r/artifacts/a%20b/%C3%A9.json`, {
    headers: { range: 'bytes=1-3' },
  });
  expect([part.status, part.body]).toEqual([206, '"x"']);
  expect(await list('9/r/artifacts')).toEqual(['a b']);
  await server.ask(`${FILES}/9/r/artifacts/a%20b`, { method: 'DELETE' });
  expect(await list('9/r/artifacts')).toEqual([]);
});

it.each([
  '..%2fx',
  '%252e%252e/x',
  'a%2f..%2f..%2fx',
  '%2fetc/passwd',
  'C:%5Cx',
  '%5C%5Chost%5Cx',
  'a%2523b',
])('refuses %s', async (path) => {
  const answers = await Promise.all([
    put(path, 'x'),
    server.ask(`${FILES}/${path}`),
    server.ask(`${FILES}/${path}`, { method: 'DELETE' }),
  ]);
  for (const { status, body } of answers) {
    expect([status, field(body, 'error_code')]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  }
});

it('shows nothing of an upload that is cut off, and keeps the file that was there', async () => {
  await put('9/cut/artifacts/f', 'before');
  const upload = request(`${server.url}${FILES}/9/cut/artifacts/f`, {
    method: 'PUT',
    headers: { 'content-length': '1000000' },
  });
  upload.on('error', () => undefined);
  upload.write(Buffer.alloc(100_000));
  await vi.waitFor(async () => expect(await readdir(join(folder, '.tmp'))).toHaveLength(1));
  upload.destroy();
  await vi.waitFor(async () => expect(await readdir(join(folder, '.tmp'))).toEqual([]));
  expect((await server.ask(`${FILES}/9/cut/artifacts/f`)).body).toBe('before');
});

it('fails rather than give a damaged file', async () => {
  await put('9/damaged/artifacts/f', 'right');
  const [row] = await db.query(
    z.object({ object_key: z.string() }),
    "select object_key from registry.artifact where path = '9/damaged/artifacts/f'",
  );
  await writeFile(join(folder, row?.object_key ?? ''), 'wrong');
  const { status, body } = await server.ask(`${FILES}/9/damaged/artifacts/f`);
  expect([status, field(body, 'error_code')]).toEqual([500, 'INTERNAL_ERROR']);
});

it('collects garbage in two phases: what is unused is marked, then removed if it is still unused', async () => {
  await put('9/gc/artifacts/kept', 'kept');
  await put('9/gc/artifacts/gone', 'gone');
  const at = { retention_ms: 0, grace_ms: 0 };
  // Whatever earlier tests left goes first.
  await collect({ dry_run: false, ...at });
  await collect({ dry_run: false, ...at });
  await server.ask(`${FILES}/9/gc/artifacts/gone`, { method: 'DELETE' });
  const planned = await collect({ ...at });
  expect([planned.marked['object'], planned.removed['object']]).toEqual([1, 0]);
  expect((await collect({ dry_run: false, ...at })).marked['object']).toBe(1);
  expect((await collect({ dry_run: false, retention_ms: 0 })).removed['object']).toBe(0);
  expect((await collect({ dry_run: false, ...at })).removed['object']).toBe(1);
  expect(await collect({ dry_run: false, ...at })).toMatchObject({ removed: { object: 0 } });
  expect((await server.ask(`${FILES}/9/gc/artifacts/kept`)).body).toBe('kept');
});

it('removes deleted runs with all they hold only after their retention', async () => {
  const send = (path: string, body: object) => server.send('POST', `2.0/mlflow/${path}`, body);
  const experiment = await send('experiments/create', { name: 'gc' });
  const experiment_id = String(field(experiment.body, 'experiment_id'));
  const made = await send('runs/create', { experiment_id });
  const run_id = String(field(made.body, 'run.info.run_id'));
  await send('runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1 });
  await put(`${experiment_id}/${run_id}/artifacts/f`, 'x');
  await send('runs/delete', { run_id });
  expect((await collect({ dry_run: false })).marked['run']).toBe(0);
  const now = { dry_run: false, retention_ms: 0, grace_ms: 0 };
  expect((await collect(now)).marked['run']).toBe(1);
  expect((await collect(now)).removed['run']).toBe(1);
  expect((await server.get('2.0/mlflow/runs/get', { run_id })).status).toBe(404);
  expect(await list(`${experiment_id}/${run_id}/artifacts`)).toEqual([]);
});
