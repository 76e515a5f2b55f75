import { join } from 'node:path';
import { repoRoot } from './paths.ts';
import type { StackAddresses } from './stack.ts';

/**
 * The configuration that every service process gets. What the caller's environment sets itself stays, except where
 * the servers are: those are known here.
 */
export function serviceEnvironment(
  env: NodeJS.ProcessEnv,
  run: {
    readonly home: string;
    readonly addresses: StackAddresses;
    readonly python?: string | undefined;
    readonly codeVersion?: string | undefined;
  },
): NodeJS.ProcessEnv {
  return {
    // The generated demo set is hourly.
    HEADROOM_CADENCE: '1h',
    // Results of the default state folder are put where people look for them; others keep theirs to themselves.
    HEADROOM_OBJECT_ROOT: run.home === join(repoRoot, '.headroom') ? repoRoot : run.home,
    ...(run.codeVersion === undefined ? {} : { HEADROOM_CODE_VERSION: run.codeVersion }),
    ...env,
    NODE_ENV: 'production',
    HEADROOM_HOME: run.home,
    HEADROOM_KAFKA_BROKERS: run.addresses.kafkaBrokers,
    HEADROOM_POSTGRES_URL: run.addresses.postgresUrl,
    HEADROOM_REDIS_URL: run.addresses.redisUrl,
    ...(run.python === undefined ? {} : { HEADROOM_PYTHON: run.python }),
  };
}
