/**
 * `npm run bench:online [-- ours]`: our feature server beside genuine `feast serve`, the same requests by the same load
 * generator, on one Redis. `ours`: ours alone, one run, nothing
 * written.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@headroom/embedded';
import { peerPython } from '../peers/peer-python.ts';
import { runLoad, type MeasuredLoad } from './load/run-load.ts';
import { pin } from './measure/cpu-time.ts';
import { markdownTable, median, writeSection } from './measure/results.ts';
import { withServices } from './measure/services.ts';
import { CASES, DEFINITIONS, requestsOf, rowsToWrite, type Case } from './online/features.ts';
import { startGenuineFeast } from './online/genuine-feast.ts';

const clients = 8;
const runs = 5;
const seconds = { first: 3, warmup: 0.5, measured: 4 };
const serverCore = 0;
const loadCore = 1;

interface Side {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

await runCommand(async (caller) => {
  const isOursAlone = process.argv[2] === 'ours';
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  const sides: Side[] = [];
  const rows: string[][] = [];
  await withServices(caller, { services: ['features'] }, async ({ stack, services }) => {
    const pid = services.pid('features') ?? 0;
    pin(pid, serverCore);
    const url = services.url('features');
    await post(`${url}/api/v1/definitions/apply`, { definitions: DEFINITIONS, author: 'bench' });
    sides.push({ name: 'Headroom', url, pid });
    const { host } = new URL(stack.addresses.redisUrl);
    const genuine = isOursAlone
      ? null
      : await startGenuineFeast(await peerPython('feast'), host, folder, serverCore);
    try {
      if (genuine !== null) sides.unshift({ name: 'Feast (Python)', ...genuine });
      for (const side of sides) {
        for (const body of rowsToWrite()) await post(`${side.url}/write-to-online-store`, body);
      }
      for (const one of CASES) {
        rows.push(...(await measureCase(one, sides, isOursAlone ? 1 : runs, caller.progress)));
      }
    } finally {
      await genuine?.stop();
    }
  });
  rmSync(folder, { recursive: true });
  const head = ['request', 'server', 'CPU-ms', 'req/s', 'p50 ms', 'p99 ms', 'less CPU'];
  const body = `POST /get-online-features for 20 float64 features, values with statuses and event times, of 1,000 entities in one Redis. One
process each on core ${serverCore}, ${clients} connections of the load generator on core ${loadCore}; medians of ${runs} runs of ${seconds.measured} s, the servers in turn.
CPU-ms: of the server's process per request, Redis apart.

${markdownTable([head, ...rows])}`;
  if (isOursAlone) caller.progress(`\n${body}`);
  else await writeSection({ command: 'bench:online', title: 'Online reads beside Feast', body });
  return 0;
});

async function measureCase(
  one: Case,
  sides: readonly Side[],
  times: number,
  progress: (line: string) => void,
): Promise<string[][]> {
  const loads = sides.map((): MeasuredLoad[] => []);
  const jobOf = ({ url }: Side) => ({ origin: url, clients, requests: requestsOf(one) });
  // Until compilers and caches are warm.
  for (const side of sides) {
    await runLoad({ ...jobOf(side), warmupSeconds: 0, seconds: seconds.first }, [], loadCore);
  }
  for (let run = 1; run <= times; run++) {
    for (const [i, side] of sides.entries()) {
      progress(`${titleOf(one)}: ${side.name}, run ${run} …`);
      const load = await runLoad(
        { ...jobOf(side), warmupSeconds: seconds.warmup, seconds: seconds.measured },
        [side.pid],
        loadCore,
      );
      if (load.failures > 0) throw new Error(`${side.name}: ${load.firstFailure ?? ''}`);
      loads[i]?.push(load);
    }
  }
  const cpuOf = (i: number): number =>
    median((loads[i] ?? []).map(({ cpuMsPerRequest }) => cpuMsPerRequest[0] ?? Number.NaN));
  return sides.map(({ name }, i) => {
    const of = (value: (load: MeasuredLoad) => number): number =>
      median((loads[i] ?? []).map(value));
    return [
      titleOf(one),
      name,
      cpuOf(i).toFixed(3),
      of(({ perSecond }) => perSecond).toFixed(0),
      of(({ p50 }) => p50).toFixed(2),
      of(({ p99 }) => p99).toFixed(2),
      i === 0 ? '' : `${(cpuOf(0) / cpuOf(i)).toFixed(1)} ×`,
    ];
  });
}

function titleOf({ entities, views }: Case): string {
  const [of, from] = [entities === 1 ? 'entity' : 'entities', views === 1 ? 'view' : 'views'];
  return `${entities} ${of}, ${views} ${from}`;
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}
