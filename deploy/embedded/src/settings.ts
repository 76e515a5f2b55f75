import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

export type ServerName = 'kafka' | 'postgres' | 'redis';

export interface StackSettings {
  /** State folder: data, logs, pid files. Absolute. */
  readonly home: string;
  readonly ports: Readonly<Record<ServerName, number>>;
  /** False for tests: Postgres skips fsync, which a killed process survives and a power cut does not. */
  readonly durable: boolean;
}

export const portSetting: Readonly<Record<ServerName, string>> = {
  kafka: 'HEADROOM_KAFKA_PORT',
  postgres: 'HEADROOM_POSTGRES_PORT',
  redis: 'HEADROOM_REDIS_PORT',
};

/** Kafka's controller listens on the port after the broker's. */
export const controllerPort = (kafkaPort: number): number => kafkaPort + 1;

export function stackSettings(env: NodeJS.ProcessEnv): StackSettings {
  return {
    home: stateFolder(env),
    ports: {
      kafka: readPort(env, portSetting.kafka, 19092),
      postgres: readPort(env, portSetting.postgres, 15432),
      redis: readPort(env, portSetting.redis, 16379),
    },
    durable: true,
  };
}

export function stateFolder(env: NodeJS.ProcessEnv): string {
  return resolve(repoRoot, env['HEADROOM_HOME'] ?? '.headroom');
}

export function readPort(env: NodeJS.ProcessEnv, setting: string, fallback: number): number {
  const text = env[setting];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65534) return port;
  throw new SetupError(`${setting} is "${text}": give a port from 1 to 65534.`);
}
