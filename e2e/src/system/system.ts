import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceName } from '@headroom/contracts';
import {
  buildServices,
  OrchestratorClient,
  pythonInterpreter,
  serviceEnvironment,
  startServices,
  type RunningServices,
} from '@headroom/embedded';
import { createKafkaBus, type KafkaBus } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import { FolderObjectStore, type ObjectStore } from '@headroom/storage';
import { testStack, type TestStack } from '@headroom/testing';
import { freePorts } from './free-ports.ts';

/** Every service as a process of its own, on a part of the test stack that is theirs alone. */
export interface System {
  readonly services: RunningServices;
  readonly names: readonly ServiceName[];
  readonly orchestrator: OrchestratorClient;
  /** A neighbour of the services on their topics. */
  readonly bus: KafkaBus;
  readonly objects: ObjectStore;
  /** What the supervisor told. */
  readonly said: readonly string[];
  /** Stops the services and drops their state. Their logs stay when something failed. */
  close(keepLogs: boolean): Promise<void>;
}

/**
 * A folder in the checkout: bundles find the installed packages from there. By its name the next start of a test stack
 * knows whose it is, and ends and deletes what a killed owner left.
 */
function newFolder(): string {
  const state = resolve(import.meta.dirname, '../../../.headroom');
  mkdirSync(state, { recursive: true });
  return mkdtempSync(join(state, `test-${process.pid}-`));
}

export interface Bundles {
  readonly folder: string;
  readonly services: readonly ServiceName[];
  remove(): void;
}

export async function buildBundles(): Promise<Bundles> {
  const folder = newFolder();
  const services = await buildServices(folder);
  return { folder, services, remove: () => rmSync(folder, { recursive: true }) };
}

/** Resolves when every service is ready. */
export async function startSystem(
  bundles: Bundles,
  env: Readonly<Record<string, string>> = {},
): Promise<System> {
  const home = newFolder();
  const root = join(home, 'objects');
  mkdirSync(root);
  const said: string[] = [];
  const stopping = new AbortController();
  const caller = {
    progress: (line: string) => void said.push(line),
    stopping: stopping.signal,
  };
  const stack = await testStack();
  const services = await startServices({
    home,
    bundles: bundles.folder,
    services: bundles.services,
    caller,
    env: serviceEnvironment(
      {
        ...process.env,
        ...(await freePorts()),
        HEADROOM_CADENCE: '1h',
        HEADROOM_SCHEDULE: 'none',
        HEADROOM_TOPIC_PREFIX: stack.namespace,
        HEADROOM_OBJECT_ROOT: root,
        ...env,
      },
      {
        home,
        addresses: stack,
        python: process.env['HEADROOM_PYTHON'] ?? (await pythonInterpreter(caller)),
      },
    ),
  });
  const bus = neighbour(stack);
  return {
    services,
    names: bundles.services,
    orchestrator: new OrchestratorClient(services.url('orchestrator'), stopping.signal),
    bus,
    objects: await FolderObjectStore.open(root),
    said,
    async close(keepLogs) {
      stopping.abort();
      await bus.close();
      await services.stop();
      await stack.close();
      if (keepLogs) console.error(`logs of the services: ${join(home, 'logs')}`);
      else rmSync(home, { recursive: true });
    },
  };
}

const neighbour = (stack: TestStack): KafkaBus =>
  createKafkaBus({
    brokers: stack.kafkaBrokers.split(','),
    clientId: 'e2e',
    namespace: stack.namespace,
    logger: createLogger({ service: 'e2e', level: 'warn' }),
  });
