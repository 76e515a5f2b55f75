/**
 * `npm run bench:stream`: the features service alone, on one core, with light views and with all: first a full topic for
 * the rate, then half that rate for the freshness. `-- light` or `-- all` runs one of them and writes nothing down.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleProgram, runCommand, type Caller, type DisposableStack } from '@headroom/embedded';
import { cpuMs, pin } from './measure/cpu-time.ts';
import { markdownTable, writeSection } from './measure/results.ts';
import { withServices, type BenchServices } from './measure/services.ts';
import type { Drained, Filled, Freshness, StreamJob } from './stream/job.ts';

const SERVICES = 200;
const PRELOADED = 300; // records a service
const PACED_SECONDS = 25;
const TRACED_SHARE = 0.01;
const SERVICE_CORE = 0;
const CLIENT_CORE = 1;
/** Its own collections would count as the service's freshness. */
const CLIENT_FLAGS = ['--no-allocation-site-pretenuring', '--max-semi-space-size=64'];
const TITLE = 'Stream of the features service';

/** Views that the service computes: `HEADROOM_FEATURES_ONLINE_VIEWS`. */
const CASES = {
  light: 'workload_features,temporal_features',
  all: 'workload_features,temporal_features,rolling_features,lag_features,cluster_features',
} as const;
type Case = keyof typeof CASES;

type Client = <T>(job: StreamJob) => Promise<T>;

interface Measured extends Drained, Freshness {
  readonly views: Case;
  readonly cpuMs: number;
  readonly pacedAt: number;
}

await runCommand(async (caller) => {
  const names = process.argv.slice(2);
  const wanted = (Object.keys(CASES) as Case[]).filter(
    (name) => names.length === 0 || names.includes(name),
  );
  const collector = await startCollector();
  const program = await bundleProgram(join(import.meta.dirname, 'stream/client.ts'));
  const client: Client = (job) => runClient(program.path, job);
  const measured: Measured[] = [];
  try {
    for (const views of wanted) {
      measured.push(await runCase(views, client, collector.endpoint, caller));
    }
  } finally {
    await program.remove();
    collector.close();
  }
  const body = textOf(measured);
  if (names.length === 0) await writeSection({ command: 'bench:stream', title: TITLE, body });
  else process.stdout.write(`${body}\n`);
  return 0;
});

function runCase(
  views: Case,
  client: Client,
  otlpEndpoint: string,
  caller: Caller,
): Promise<Measured> {
  const env = {
    HEADROOM_CADENCE: '5m',
    HEADROOM_OTLP_ENDPOINT: otlpEndpoint,
    HEADROOM_TRACE_SHARE: String(TRACED_SHARE),
    HEADROOM_LOG_LEVEL: 'warn',
    HEADROOM_FEATURES_ONLINE_VIEWS: CASES[views],
  };
  const prepare = async ({ addresses: { kafkaBrokers: brokers } }: DisposableStack) => {
    caller.progress('Filling the topic …');
    await client<Filled>({ act: 'fill', brokers, services: SERVICES, from: 0, rounds: PRELOADED });
  };
  return withServices(caller, { services: ['features'], env, prepare }, async (running) => ({
    views,
    ...(await measure(running, client, caller)),
  }));
}

async function measure(
  { stack, services }: BenchServices,
  client: Client,
  caller: Caller,
): Promise<Omit<Measured, 'views'>> {
  const pid = services.pid('features');
  if (pid === undefined) throw new Error('features does not run');
  pin(pid, SERVICE_CORE);
  const brokers = stack.addresses.kafkaBrokers;
  caller.progress('Emptying it …');
  const before = cpuMs(pid);
  const drained = await client<Drained>({
    act: 'drain',
    brokers,
    services: SERVICES,
    from: 0,
    rounds: PRELOADED,
  });
  const used = cpuMs(pid) - before;
  const pacedAt = Math.floor(drained.handled / drained.seconds / 2);
  caller.progress(`${2 * pacedAt} records/s; now ${pacedAt}/s …`);
  const freshness = await client<Freshness>({
    act: 'pace',
    brokers,
    services: SERVICES,
    from: PRELOADED,
    rounds: Math.ceil((pacedAt * PACED_SECONDS) / SERVICES),
    perSecond: pacedAt,
  });
  return { ...drained, ...freshness, cpuMs: used, pacedAt };
}

async function runClient<T>(program: string, job: StreamJob): Promise<T> {
  const command = [process.execPath, ...CLIENT_FLAGS, program, JSON.stringify(job)];
  const args = ['--cpu-list', String(CLIENT_CORE), ...command];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const last = (await text(child.stdout)).trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${job.act} ended without a result`);
  return JSON.parse(last) as T;
}

/** Takes the traces in and forgets them. */
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { endpoint: `http://127.0.0.1:${address.port}`, close };
}

function textOf(all: readonly Measured[]): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const rows = all.map(({ views, handled, seconds, cpuMs, pacedAt, p50, p99, max }) => [
    views,
    String(Math.round(handled / seconds)),
    (cpuMs / (SERVICES * PRELOADED)).toFixed(3),
    `${pacedAt}/s`,
    ...[p50, p99, max].map(ms),
  ]);
  return `The features service alone, held to one core; Kafka, Postgres, Redis and the producer share this one and the rest of the machine.
${SERVICES} services at a cadence of 5 min, every record a new bucket with eight metrics, so that each makes a vector that is
stored and published. Light: 21 values (\`HEADROOM_FEATURES_ONLINE_VIEWS=${CASES.light}\`); all: 345 values, and a version
of its cluster's window. ${TRACED_SHARE * 100} % of traces are sampled. Rate: the last records of a topic of ${SERVICES * PRELOADED}, cluster
windows included. Freshness: at half that rate, from handing a record to the producer until its vector, which is
published when it can be read, has come to a consumer.

${markdownTable([
  ['views', 'records/s', 'CPU-ms a record', 'paced at', 'freshness p50', 'p99', 'max'],
  ...rows,
])}`;
}
