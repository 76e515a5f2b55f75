/** Injection tokens of what every service is given. */
export const CONFIG = Symbol('headroom.config');
export const LOGGER = Symbol('headroom.logger');
export const CLOCK = Symbol('headroom.clock');
export const HEALTH = Symbol('headroom.health');
export const TELEMETRY = Symbol('headroom.telemetry');
export const HOT_ROUTES = Symbol('headroom.hot-routes');

/** The machine's clock, epoch milliseconds; tests pass their own. */
export interface WallClock {
  now(): number;
}
