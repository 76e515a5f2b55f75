import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_PORTS, type ServiceName } from '@headroom/contracts';
import { repoRoot } from './paths.ts';
import { readPort } from './settings.ts';

/** Consumers before their producers. Stopped in reverse: the front doors close first, so what is under way drains. */
const startOrder: readonly ServiceName[] = [
  'console',
  'serving',
  'registry',
  'training',
  'drift',
  'orchestrator',
  'features',
  'validation',
  'generation',
  'ingestion',
];

/** Services whose folder holds a program, in start order. */
export const presentServices = (): readonly ServiceName[] =>
  startOrder.filter((name) => existsSync(join(repoRoot, 'services', name, 'src/main.ts')));

export const servicePortSetting = (name: ServiceName): string =>
  `HEADROOM_${name.toUpperCase()}_PORT`;

export const servicePort = (env: NodeJS.ProcessEnv, name: ServiceName): number =>
  readPort(env, servicePortSetting(name), SERVICE_PORTS[name]);
