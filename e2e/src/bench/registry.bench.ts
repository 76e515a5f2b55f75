/**
 * `npm run bench:registry [-- WORD]`: our registry beside genuine `mlflow server`, the same requests by the same load
 * generator, on one Postgres that writes to disk. WORD: only the operations whose title holds it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, serverPid } from '@headroom/embedded';
import pg from 'pg';
import { startGenuineServer } from '../peers/mlflow/genuine-server.ts';
import { peerPython } from '../peers/peer-python.ts';
import { runLoad, type MeasuredLoad } from './load/run-load.ts';
import { markdownTable, writeSection } from './measure/results.ts';
import { withServices } from './measure/services.ts';
import { CASES, searchOf, type Case } from './registry/cases.ts';
import type { Side } from './registry/side.ts';

const genuineWorkers = 4;
const seconds = { warmup: 1.5, measured: 6 };

await runCommand(async (caller) => {
  const word = process.argv[2] ?? '';
  const chosen = ({ title }: Case) => title.includes(word);
  const python = await peerPython('mlflow');
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  const rows: string[][] = [];
  await withServices(caller, { services: ['registry'] }, async ({ stack, services }) => {
    const postgres = serverPid(stack.home, 'postgres') ?? 0;
    const ours: Side = {
      name: 'Headroom',
      url: services.url('registry'),
      database: stack.addresses.postgresUrl,
      pids: [services.pid('registry') ?? 0, postgres],
      reconnect: false,
    };
    const database = await newDatabase(stack.addresses.postgresUrl);
    const server = await startGenuineServer(python, database, folder, genuineWorkers);
    try {
      const genuine: Side = {
        name: 'MLflow 3.17',
        url: server.url,
        database,
        pids: [server.pid, postgres],
        reconnect: true,
      };
      for (const one of CASES.filter(chosen)) {
        const theirs = await measure(one, genuine, caller.progress);
        const its = await measure(one, ours, caller.progress);
        const pair = [row(one, genuine, theirs), row(one, ours, its, cpu(its) / cpu(theirs))];
        for (const cells of pair) caller.progress(`  ${cells.slice(1).join('  ')}`);
        rows.push(...pair);
      }
    } finally {
      await server.stop();
    }
    const many = searchOf(100_000);
    if (chosen(many)) rows.push(row(many, ours, await measure(many, ours, caller.progress)));
  });
  rmSync(folder, { recursive: true });
  const head = ['operation', 'server', 'req/s', 'p50 ms', 'p99 ms', 'CPU-ms', 'of genuine'];
  const body = `Requests of the MLflow REST API by one load generator on the machine it shares with the servers, ${seconds.measured} s each. CPU-ms: of
the server's processes and of Postgres, per request. Genuine: ${genuineWorkers} workers, a new connection for every request, its better
mode (it stalls 40 ms on kept ones); ours: one process, kept connections. Postgres syncs every commit to disk.

${markdownTable([head, ...rows])}`;
  if (word === '') {
    await writeSection({ command: 'bench:registry', title: 'Registry beside MLflow', body });
  } else caller.progress(`\n${body}`);
  return 0;
});

async function measure(
  one: Case,
  side: Side,
  progress: (line: string) => void,
): Promise<MeasuredLoad> {
  progress(`${one.title}: ${side.name} …`);
  const requests = await one.prepare(side);
  // As autovacuum does within a minute, on both sides: what was just seeded is planned for as it is.
  await execute(side.database, 'analyze');
  const load = (part: 0 | 1, duration: number) =>
    runLoad(
      {
        origin: side.url,
        clients: one.clients,
        reconnect: side.reconnect,
        requests: requests(part),
        warmupSeconds: 0,
        seconds: duration,
      },
      side.pids,
    );
  await load(0, seconds.warmup);
  const measured = await load(1, seconds.measured);
  if (measured.failures > 0) {
    throw new Error(
      `${one.title} on ${side.name}: ${measured.failures} of ${measured.requests} failed: ${measured.firstFailure ?? ''}`,
    );
  }
  return measured;
}

function cpu({ cpuMsPerRequest }: MeasuredLoad): number {
  return cpuMsPerRequest.reduce((sum, ms) => sum + ms, 0);
}

function row(one: Case, side: Side, load: MeasuredLoad, share?: number): string[] {
  const [server = 0, postgres = 0] = load.cpuMsPerRequest;
  return [
    one.title,
    side.name,
    load.perSecond.toFixed(0),
    load.p50.toFixed(1),
    load.p99.toFixed(1),
    `${cpu(load).toFixed(2)} (${server.toFixed(2)} + ${postgres.toFixed(2)})`,
    share === undefined ? '' : `${(share * 100).toFixed(1)} %`,
  ];
}

async function newDatabase(serverUrl: string): Promise<string> {
  await execute(serverUrl, 'create database mlflow');
  const url = new URL(serverUrl);
  url.pathname = 'mlflow';
  return url.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
