import { afterEach, describe, expect, it, vi } from 'vitest';
import { HealthChecks } from './health-checks.ts';

afterEach(() => vi.useRealTimers());

describe('HealthChecks', () => {
  it('is not ready before it serves, nor while it drains, whatever its checks say', async () => {
    const health = new HealthChecks();
    expect((await health.readiness()).status).toBe('starting');
    health.serving();
    expect((await health.readiness()).status).toBe('ready');
    health.draining();
    expect((await health.readiness()).status).toBe('draining');
  });

  it('names the check that fails and why', async () => {
    const health = new HealthChecks();
    health.serving();
    health.register('redis', () => Promise.resolve());
    health.register('postgres', () => Promise.reject(new Error('connection refused')));
    health.register('kafka', () => {
      throw new Error('the loop stands still');
    });
    expect(await health.readiness()).toEqual({
      status: 'unready',
      checks: {
        redis: { ok: true },
        postgres: { ok: false, reason: 'connection refused' },
        kafka: { ok: false, reason: 'the loop stands still' },
      },
    });
  });

  it('does not wait for a check that hangs', async () => {
    vi.useFakeTimers();
    const health = new HealthChecks();
    health.serving();
    health.register('hanging', () => new Promise(() => undefined));
    const readiness = health.readiness();
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await readiness).checks['hanging']).toEqual({
      ok: false,
      reason: 'no answer within 2000 ms',
    });
  });
});
