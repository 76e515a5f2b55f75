import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { HealthChecks, Readiness } from '../health/health-checks.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { HEALTH, TELEMETRY } from '../tokens.ts';

/** What every service answers: whether it lives, whether it can work, and its metrics. */
@Controller()
export class KitController {
  readonly #health: HealthChecks;
  readonly #telemetry: Telemetry;

  constructor(@Inject(HEALTH) health: HealthChecks, @Inject(TELEMETRY) telemetry: Telemetry) {
    this.#health = health;
    this.#telemetry = telemetry;
  }

  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.#health.readiness();
    reply.status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.#telemetry.scrape();
  }
}
