/**
 * `npm run bench:serve [-- once]`: our serving beside genuine `mlflow models serve`, the same LightGBM model, the same
 * payload, the same load generator. `once`: one run of each, nothing written.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bundleProgram, pythonInterpreter, runCommand, serverPid } from '@headroom/embedded';
import { peerPython } from '../peers/peer-python.ts';
import { startGenuineModelServer } from '../peers/serving/genuine-model-server.ts';
import type { LoadRequest } from './load/load-job.ts';
import { runLoad, type MeasuredLoad } from './load/run-load.ts';
import { goFirst, pin } from './measure/cpu-time.ts';
import { markdownTable, median, writeSection } from './measure/results.ts';
import { withServices } from './measure/services.ts';
import { serviceIds, type FeedJob } from './serve/feed-job.ts';
import { COLUMNS, makeModel, MODEL_NAME } from './serve/models.ts';
import { scoreAlone } from './serve/score-alone.ts';
import { scoredModels } from './serve/scored-models.ts';
import { startEmptyServer } from './serve/start-empty-server.ts';

const run = promisify(execFile);
const serverCore = 0;
const loadCore = 1;
const clients = 8;
const swaps = 5;
const runSeconds = 4;
const json = { 'content-type': 'application/json' };

const invocations: readonly LoadRequest[] = [
  {
    method: 'POST',
    path: '/invocations',
    headers: json,
    body: JSON.stringify({
      dataframe_split: {
        columns: COLUMNS,
        data: [COLUMNS.map((_, i) => (1 + ((i * 17) % 97)) / 98)],
      },
    }),
  },
];
const onDemand: readonly LoadRequest[] = serviceIds.map((id) => ({
  method: 'POST',
  path: `/v2/models/${MODEL_NAME}/infer`,
  headers: json,
  body: JSON.stringify({
    inputs: [{ name: 'service_id', datatype: 'BYTES', shape: [1], data: [id] }],
  }),
}));
const precomputed: readonly LoadRequest[] = serviceIds.map((id) => ({
  method: 'GET',
  path: `/api/v1/predictions/${id}`,
}));

await runCommand(async (caller) => {
  const isOnce = process.argv[2] === 'once';
  const runs = isOnce ? 1 : 5;
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  const python = await peerPython('mlflow');
  caller.progress('making the model …');
  makeModel(python, folder);
  caller.progress('scoring alone …');
  const alone = scoredModels(await pythonInterpreter(caller), folder).map((model) => {
    const { p50, p99 } = scoreAlone(model);
    return [model.bundle.algorithm, p50.toFixed(1), p99.toFixed(1)];
  });
  const rows: string[][] = [];

  const measure = async (
    title: string,
    server: string,
    job: { url: string; requests: readonly LoadRequest[]; rate?: number; seconds: number },
    pid: number,
  ): Promise<number> => {
    const loads: MeasuredLoad[] = [];
    for (let run = 1; run <= runs; run++) {
      caller.progress(`${title}: ${server}, run ${run} …`);
      const load = await runLoad(
        {
          origin: job.url,
          clients,
          requests: job.requests,
          ...(job.rate === undefined ? {} : { rate: job.rate }),
          // Each is a generator of its own, and compiles itself anew; so does the server what it is asked for the first time.
          warmupSeconds: 8,
          seconds: job.seconds,
        },
        [pid],
        loadCore,
      );
      if (load.failures > 0) throw new Error(`${title}: ${load.firstFailure ?? ''}`);
      loads.push(load);
    }
    const of = (value: (load: MeasuredLoad) => number): number => median(loads.map(value));
    const perSecond = of((load) => load.perSecond);
    const row = [
      title,
      server,
      perSecond.toFixed(0),
      of(({ p50 }) => p50).toFixed(2),
      of(({ p99 }) => p99).toFixed(2),
      of(({ cpuMsPerRequest }) => cpuMsPerRequest[0] ?? Number.NaN).toFixed(3),
    ];
    // Told at once: a run that is broken off has measured something.
    caller.progress(row.join(' | '));
    rows.push(row);
    return perSecond;
  };

  let ratio = '';
  let swapped = '';
  await withServices(
    caller,
    { services: ['serving'], env: { HEADROOM_CADENCE: '1h' } },
    async ({ stack, services, objects }) => {
      const url = services.url('serving');
      const pid = services.pid('serving') ?? 0;
      const feeder = await bundleProgram(join(import.meta.dirname, 'serve/feeder.ts'));
      const champion = async (swap: number): Promise<void> => {
        const job: FeedJob = {
          brokers: stack.addresses.kafkaBrokers,
          redisUrl: stack.addresses.redisUrl,
          objects,
          model: join(folder, 'model.txt'),
          vectors: swap === 0,
          version: String(1 + (swap % 2)),
          event: `champion-${swap}`,
        };
        await run(process.execPath, [feeder.path, JSON.stringify(job)]);
      };
      try {
        await champion(0);
        await untilPrecomputed(url);
        // This program, what bundled the services and the servers, all of which are below it; then the one that is measured.
        pin(process.pid, loadCore);
        pin(pid, serverCore);
        const title = '`/invocations`, one row';
        const ours = await measure(
          title,
          'Headroom',
          { url, requests: invocations, seconds: runSeconds },
          pid,
        );
        goFirst(pid);
        goFirst(serverPid(stack.home, 'redis'));
        const paced = { url, rate: 1_000, seconds: runSeconds };
        await measure(
          'on demand, by service id',
          'Headroom',
          { ...paced, requests: onDemand },
          pid,
        );
        await measure('precomputed', 'Headroom', { ...paced, requests: precomputed }, pid);
        const empty = await startEmptyServer(serverCore);
        goFirst(empty.pid);
        try {
          const job = { ...paced, url: empty.url, requests: precomputed };
          await measure('precomputed', 'a server that does nothing', job, empty.pid);
        } finally {
          await empty.stop();
        }
        caller.progress('five swaps under load …');
        const load = runLoad(
          { origin: url, clients, requests: precomputed, rate: 500, warmupSeconds: 0, seconds: 60 },
          [pid],
          loadCore,
        );
        for (let swap = 1; swap <= swaps; swap++) {
          await delay(10_000);
          await champion(swap);
        }
        const { requests, failures, p99, max } = await load;
        swapped = `${swaps} swaps in 60 s at 500 requests/s: ${failures} of ${requests} failed, p99 ${p99.toFixed(2)} ms, longest ${max.toFixed(0)} ms.`;
        const genuine = await startGenuineModelServer(python, join(folder, 'mlflow'), serverCore);
        try {
          const theirs = await measure(
            title,
            'mlflow models serve',
            { url: genuine.url, requests: invocations, seconds: runSeconds },
            genuine.pid,
          );
          ratio = `${(ours / theirs).toFixed(0)} times its requests a second.`;
        } finally {
          await genuine.stop();
        }
      } finally {
        await feeder.remove();
      }
    },
  );
  rmSync(folder, { recursive: true });
  const head = ['request', 'server', 'req/s', 'p50 ms', 'p99 ms', 'CPU-ms'];
  const body = `A LightGBM model of 300 trees and ${COLUMNS.length} columns; the server on core ${serverCore}, the load generator with ${clients} kept connections on core ${loadCore}, and with it
Redis, Kafka, Postgres and this benchmark. The generator, and under a paced load the server and Redis, go before all else on their cores: what a time slice of Kafka's or of the machine's own costs is not theirs. Medians of ${runs} runs of ${runSeconds} s. By service id: of 1,000 services, at 1,000 requests a second; on demand, the model scores the newest vector for each
request (\`/infer\` with a service_id). The server that does nothing shows what of a latency is the load generator's and the machine's. CPU-ms: of the server's process, a request. ${ratio}

${markdownTable([head, ...rows])}

${swapped}

Scoring alone, one row of ${COLUMNS.length} columns in this process, boosters of 300 trees, recurrent models of the pipeline's shape:

${markdownTable([['model', 'p50 µs', 'p99 µs'], ...alone])}`;
  if (isOnce) caller.progress(`\n${body}`);
  else await writeSection({ command: 'bench:serve', title: 'Serving beside MLflow', body });
  return 0;
});

/** Until the champion's predictions of all services are there. */
async function untilPrecomputed(url: string): Promise<void> {
  const last = serviceIds.at(-1) ?? '';
  for (;;) {
    const answer = await fetch(`${url}/api/v1/predictions/${last}`);
    const text = await answer.text();
    if (text.includes('"precomputed":true')) return;
    await delay(200);
  }
}
