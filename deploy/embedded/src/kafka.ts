import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { findJava, type Java } from './java.ts';
import { classArchive } from './kafka-archive.ts';
import { loggingProperties, serverProperties } from './kafka-config.ts';
import { kafkaClusterId } from './kafka-probe.ts';
import { fetchJars } from './maven.ts';
import { freePortRun } from './ports.ts';
import type { EmbeddedServer } from './server.ts';
import { controllerPort } from './settings.ts';
import { SetupError } from './setup-error.ts';

/** Everything needed to run one of Kafka's own programs. */
interface KafkaProgram {
  readonly java: Java;
  readonly jars: readonly string[];
  /** Holds the configuration files. */
  readonly folder: string;
  readonly logFile: string;
}

export const kafka: EmbeddedServer = {
  name: 'kafka',
  title: 'Kafka',
  stopSignal: 'SIGTERM',
  stillHeld: /Failed to acquire lock/,
  ports: (port) => [port, controllerPort(port)],

  async prepare({ settings, paths, caller }) {
    const java = findJava();
    const jars = (await fetchJars(caller)).filter((jar) => !jar.includes('embedded-redis'));
    const archive = await classArchive(java, jars, caller, async (scratch, javaOption) => {
      await recordBroker(
        { java, jars, folder: scratch, logFile: join(scratch, 'log') },
        javaOption,
      );
    });
    const program = {
      java,
      jars,
      folder: paths.run,
      logFile: join(paths.logs, 'kafka.log'),
    };
    await writeConfiguration(program, settings.ports.kafka, dataFolder(paths.home));
    const shared =
      archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto'];
    return {
      command: java.command,
      args: brokerArguments(program, shared),
      mark: propertiesFile(program.folder),
    };
  },

  async probe(port, { paths }) {
    const id = await kafkaClusterId(port);
    if (id !== clusterId(dataFolder(paths.home))) {
      throw new Error(`another Kafka cluster (${id}) answers on the port`);
    }
  },
};

const dataFolder = (home: string): string => join(home, 'kafka');
const propertiesFile = (folder: string): string => join(folder, 'kafka.properties');

function clusterId(data: string): string | undefined {
  return /^cluster\.id=(.+)$/m.exec(readFileSync(join(data, 'meta.properties'), 'utf8'))?.[1];
}

async function writeConfiguration(
  program: KafkaProgram,
  port: number,
  data: string,
): Promise<void> {
  writeFileSync(join(program.folder, 'kafka-log4j2.properties'), loggingProperties());
  if (!existsSync(data)) {
    // Formatted beside its place, then renamed: an interrupted format leaves nothing that looks whole.
    const partial = `${data}.new`;
    rmSync(partial, { recursive: true, force: true });
    writeFileSync(propertiesFile(program.folder), serverProperties(port, partial));
    await format(program);
    renameSync(partial, data);
  }
  writeFileSync(propertiesFile(program.folder), serverProperties(port, data));
}

async function format(program: KafkaProgram): Promise<void> {
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A'); // "-…" would read as an option
  const code = await runJava(program, [
    '-Xmx128m',
    ...commonOptions(program),
    'kafka.tools.StorageTool',
    ...['format', '--cluster-id', id, '--config', propertiesFile(program.folder)],
  ]).exit;
  if (code !== 0)
    throw new SetupError(`Kafka could not make its data folder; see ${program.logFile}.`);
}

function commonOptions(program: KafkaProgram): string[] {
  return [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j2.configurationFile=${pathToFileURL(join(program.folder, 'kafka-log4j2.properties')).href}`,
    '-cp',
    program.jars.join(delimiter),
  ];
}

function brokerArguments(program: KafkaProgram, extra: readonly string[]): string[] {
  return [
    '-Xms256m',
    '-Xmx512m',
    '-XX:+ExitOnOutOfMemoryError',
    ...extra,
    ...commonOptions(program),
    'kafka.Kafka',
    propertiesFile(program.folder),
  ];
}

/** Starts a broker on free ports, waits until it answers and ends it in order, so that Java writes its archive. */
async function recordBroker(program: KafkaProgram, javaOption: string): Promise<void> {
  const port = await freePortRun(2);
  await writeConfiguration(program, port, join(program.folder, 'data'));
  const broker = runJava(program, brokerArguments(program, [javaOption]));
  const answers = async () => {
    for (;;) {
      const found = await kafkaClusterId(port).catch(() => undefined);
      if (found !== undefined || broker.child.exitCode !== null) return;
      await delay(100);
    }
  };
  await Promise.race([answers(), delay(60_000, undefined, { ref: false })]);
  broker.child.kill('SIGTERM');
  await broker.exit;
}

function runJava(program: KafkaProgram, args: readonly string[]) {
  const log = openSync(program.logFile, 'a');
  const child = spawn(program.java.command, args, { stdio: ['ignore', log, log], cwd: '/' });
  closeSync(log);
  return { child, exit: once(child, 'exit').then(([code]) => code as number | null) };
}
