import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from '../config/load-config.ts';
import type { HealthChecks } from '../health/health-checks.ts';
import type { HotRoutes } from '../http/hot-routes.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { CLOCK, CONFIG, HEALTH, HOT_ROUTES, LOGGER, TELEMETRY, type WallClock } from '../tokens.ts';
import { KitController } from './kit-controller.ts';

interface Kit {
  readonly config: Config;
  readonly logger: Logger;
  readonly health: HealthChecks;
  readonly telemetry: Telemetry;
  readonly hotRoutes: HotRoutes;
}

const clock: WallClock = { now: () => Date.now() };

@Global()
@Module({})
export class KitModule {
  /** The root module: what every service is given, around the module of the service. */
  static around(service: DynamicModule | Type, kit: Kit): DynamicModule {
    return {
      module: KitModule,
      imports: [service],
      controllers: [KitController],
      providers: [
        { provide: CONFIG, useValue: kit.config },
        { provide: LOGGER, useValue: kit.logger },
        { provide: HEALTH, useValue: kit.health },
        { provide: TELEMETRY, useValue: kit.telemetry },
        { provide: HOT_ROUTES, useValue: kit.hotRoutes },
        { provide: CLOCK, useValue: clock },
      ],
      exports: [CONFIG, LOGGER, HEALTH, HOT_ROUTES, CLOCK],
    };
  }
}
