import { SERVICE_PORTS, type ServiceName } from '@headroom/contracts';
import { z } from 'zod';
import { CADENCE_NAMES, CADENCES } from './cadence.ts';
import { isLoopback } from './loopback.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The variable that owns a service's port, e.g. `HEADROOM_INGESTION_PORT`. */
export const portVariable = (name: ServiceName) => `HEADROOM_${name.toUpperCase()}_PORT` as const;

const url = (protocol: RegExp) => z.url({ protocol, error: 'is not such a URL' });

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Variables every service understands. A description finishes the sentence "set it to …": it is the fix in errors. */
export const commonSchema = z.object({
  HEADROOM_HOST: z
    .string()
    .default('127.0.0.1')
    .refine(isLoopback, {
      error:
        'is no loopback address: other machines could reach the service, and there is no authentication yet',
    })
    .describe('127.0.0.1, ::1 or localhost'),
  HEADROOM_ALLOWED_HOSTS: list
    .default([])
    .describe(
      'a comma-separated list of host or host:port that requests may name besides loopback',
    ),
  HEADROOM_KAFKA_BROKERS: list
    .pipe(z.array(z.string().regex(/^[^\s:/]+:\d+$/, 'is not a list of host:port')).min(1))
    .default(['127.0.0.1:19092'])
    .describe('a comma-separated list of host:port'),
  HEADROOM_POSTGRES_URL: url(/^postgres(ql)?$/)
    .default('postgres://headroom:headroom@127.0.0.1:15432/headroom')
    .describe('a URL like postgres://user:password@host:5432/database'),
  HEADROOM_REDIS_URL: url(/^rediss?$/)
    .default('redis://127.0.0.1:16379')
    .describe('a URL like redis://host:6379'),
  HEADROOM_CADENCE: z
    .enum(CADENCE_NAMES, { error: 'is not a cadence' })
    .default('5m')
    .describe(`one of ${CADENCE_NAMES.join(', ')}`),
  HEADROOM_OBJECT_ROOT: z
    .string()
    .default(() => process.cwd())
    .describe('the root folder of the object store'),
  HEADROOM_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]*$/, 'holds a character that a topic name may not')
    .default('')
    .describe('letters, digits, dot, dash and underscore'),
  HEADROOM_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: 'is not a log level' })
    .default('info')
    .describe(`one of ${LOG_LEVELS.join(', ')}`),
  HEADROOM_OTLP_ENDPOINT: url(/^https?$/)
    .optional()
    .describe('the base URL of an OTLP/HTTP collector like http://127.0.0.1:4318'),
  HEADROOM_TRACE_SHARE: z.coerce
    .number({ error: 'is not a number' })
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'the share, 0 to 1, of traces begun here that are recorded; others follow their parent',
    ),
  HEADROOM_PYTHON: z.string().optional().describe('the path of a Python interpreter'),
});

/** The port of one service; its variable carries the service's name, so it is no part of the common schema. */
export const portSchema = (name: ServiceName) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is not a port')
    .default(SERVICE_PORTS[name])
    .describe('a free port from 1 to 65535, or 0 for any free one');

export interface CommonConfig {
  readonly service: ServiceName;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly kafkaBrokers: readonly string[];
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly cadenceMs: number;
  readonly objectRoot: string;
  readonly topicPrefix: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly otlpEndpoint: string | undefined;
  readonly traceShare: number;
  readonly python: string | undefined;
}

export const toCommonConfig = (
  service: ServiceName,
  env: z.output<typeof commonSchema>,
  port: number,
): CommonConfig => ({
  service,
  host: env.HEADROOM_HOST,
  port,
  allowedHosts: env.HEADROOM_ALLOWED_HOSTS,
  kafkaBrokers: env.HEADROOM_KAFKA_BROKERS,
  postgresUrl: env.HEADROOM_POSTGRES_URL,
  redisUrl: env.HEADROOM_REDIS_URL,
  cadenceMs: CADENCES[env.HEADROOM_CADENCE],
  objectRoot: env.HEADROOM_OBJECT_ROOT,
  topicPrefix: env.HEADROOM_TOPIC_PREFIX,
  logLevel: env.HEADROOM_LOG_LEVEL,
  otlpEndpoint: env.HEADROOM_OTLP_ENDPOINT,
  traceShare: env.HEADROOM_TRACE_SHARE,
  python: env.HEADROOM_PYTHON,
});
