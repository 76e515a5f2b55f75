import type {
  DynamicModule,
  INestApplicationContext,
  NestApplicationOptions,
  Type,
} from '@nestjs/common';
import { HeadroomError, type ServiceName } from '@headroom/contracts';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, Server } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { portVariable } from '../config/common.ts';
import { loadConfig, type Config, type Environment } from '../config/load-config.ts';
import { HealthChecks } from '../health/health-checks.ts';
import { trackEventStreams } from '../http/event-streams.ts';
import { HotRoutes } from '../http/hot-routes.ts';
import { checkOrigins, knownAuthorities } from '../http/origin-check.ts';
import { ProblemFilter, type ErrorRenderer } from '../http/problem-filter.ts';
import { dropLongBodies } from '../http/long-bodies.ts';
import { refuseWhileDraining } from '../http/refuse-while-draining.ts';
import { RequestTelemetry, traceRequests } from '../http/request-telemetry.ts';
import { validateDeclaredRoutes } from '../http/route.ts';
import { createLogger } from '../logging/logger.ts';
import { NestLogger } from '../logging/nest-logger.ts';
import { serveOpenApi } from '../openapi/serve.ts';
import { startTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { KitModule } from './kit-module.ts';

export interface ServiceContext<S extends z.ZodObject> {
  readonly config: Config<S>;
  readonly logger: Logger;
  readonly health: HealthChecks;
  /** Providers of the service's module, by token. */
  readonly app: INestApplicationContext;
}

export type TransportStrategy = CustomTransportStrategy & Server;

export interface ServiceOptions<S extends z.ZodObject> {
  readonly name: ServiceName;
  /** The service's own variables, `HEADROOM_…`; each described so that "set it to <description>" is the fix. */
  readonly settings: S;
  readonly module: (config: Config<S>) => DynamicModule | Type;
  /** Consumers of the service, made when its providers exist. `close()` drains; it may be called twice. */
  readonly transport?: (context: ServiceContext<S>) => TransportStrategy;
  readonly errorRenderers?: readonly ErrorRenderer[];
  /** Largest request body in bytes; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** Before routes are made: content type parsers of a peer's protocol. */
  readonly configureHttp?: (fastify: FastifyInstance) => void;
  /** False: `configureHttp` brings all content type parsers, and Nest adds none for JSON. */
  readonly bodyParser?: boolean;
}

export interface RunningService<S extends z.ZodObject> extends ServiceContext<S> {
  /** Base URL with the port that was bound. */
  readonly url: string;
  /** Drains and ends: not ready, no new requests or messages, those in flight finished, telemetry flushed. */
  close(): Promise<void>;
}

/** Boots a service inside this process: no signal handlers, no exit. Tests use it; `bootService` adds the rest. */
export async function createService<S extends z.ZodObject>(
  options: ServiceOptions<S>,
  env: Environment,
): Promise<RunningService<S>> {
  const config = loadConfig(options.name, options.settings, env);
  const logger = createLogger({ service: options.name, level: config.logLevel });
  const telemetry = startTelemetry({
    service: options.name,
    otlpEndpoint: config.otlpEndpoint,
    traceShare: config.traceShare,
    logger,
  });
  try {
    return await start(options, config, logger, telemetry);
  } catch (error) {
    await telemetry.stop();
    throw error;
  }
}

async function start<S extends z.ZodObject>(
  options: ServiceOptions<S>,
  config: Config<S>,
  logger: Logger,
  telemetry: Telemetry,
): Promise<RunningService<S>> {
  const health = new HealthChecks();
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? 1_048_576,
    forceCloseConnections: 'idle',
    // Ids have up to 128 characters, each of which may be written as %XX.
    routerOptions: { maxParamLength: 500 },
  });
  const fastify = adapter.getInstance();
  const requests = new RequestTelemetry();
  const isKnown = knownAuthorities(config.allowedHosts);
  const hotRoutes = new HotRoutes(isKnown, health, requests, logger);
  traceRequests(fastify, requests);
  checkOrigins(fastify, isKnown);
  refuseWhileDraining(fastify, health);
  dropLongBodies(fastify);
  const endEventStreams = trackEventStreams(fastify);
  validateDeclaredRoutes(fastify);
  serveOpenApi(fastify, options.name);

  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class
  const nestOptions: NestApplicationOptions = {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: options.bodyParser ?? true,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    KitModule.around(options.module(config), { config, logger, health, telemetry, hotRoutes }),
    adapter,
    nestOptions,
  );
  const context: ServiceContext<S> = { config, logger, health, app };
  const strategy = options.transport?.(context);
  if (strategy !== undefined) app.connectMicroservice({ strategy });
  app.useGlobalFilters(new ProblemFilter(logger, options.errorRenderers ?? []));
  options.configureHttp?.(fastify);

  const close = async () => {
    health.draining();
    // Before Nest's hooks, which close the pools that work in flight still needs.
    await strategy?.close();
    endEventStreams();
    await fastify.close();
    await app.close();
    await telemetry.stop();
  };
  try {
    await app.init();
    hotRoutes.install(fastify.server);
    const url = await listen(fastify, config);
    await app.startAllMicroservices();
    health.serving();
    return { ...context, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Not through Nest, which logs a failure before it throws it. Returns the base URL. */
async function listen(fastify: FastifyInstance, config: Config): Promise<string> {
  try {
    return await fastify.listen({ port: config.port, host: config.host });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const variable = portVariable(config.service);
    throw new HeadroomError(
      'INVALID_CONFIG',
      `${variable} (${config.port}) is taken on ${config.host}. End the process that listens there, or set it to a free port.`,
      { cause: error },
    );
  }
}
