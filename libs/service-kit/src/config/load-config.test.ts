import { HeadroomError } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from './load-config.ts';

const none = z.object({});

/** The lines of the error that this environment is refused with. */
function problems(env: Record<string, string>, settings: z.ZodObject = none): string[] {
  try {
    loadConfig('features', settings, env);
  } catch (error) {
    if (error instanceof HeadroomError && error.code === 'INVALID_CONFIG') {
      return error.message.split('\n');
    }
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing: every variable has a default', () => {
    expect(loadConfig('features', none, {})).toEqual({
      service: 'features',
      host: '127.0.0.1',
      port: 6566,
      allowedHosts: [],
      kafkaBrokers: ['127.0.0.1:19092'],
      postgresUrl: 'postgres://headroom:headroom@127.0.0.1:15432/headroom',
      redisUrl: 'redis://127.0.0.1:16379',
      cadenceMs: 300_000,
      objectRoot: process.cwd(),
      topicPrefix: '',
      logLevel: 'info',
      otlpEndpoint: undefined,
      traceShare: 1,
      python: undefined,
      settings: {},
    });
  });

  it('reads what is set, and takes an empty variable as unset', () => {
    const config = loadConfig('features', none, {
      HEADROOM_KAFKA_BROKERS: 'a:1, b:2',
      HEADROOM_FEATURES_PORT: '7000',
      HEADROOM_CADENCE: '60m',
      HEADROOM_OTLP_ENDPOINT: 'http://collector:4318',
      HEADROOM_REDIS_URL: ' ',
      HEADROOM_SERVING_PORT: 'the port of another service is not ours to judge',
    });
    expect(config).toMatchObject({
      kafkaBrokers: ['a:1', 'b:2'],
      port: 7000,
      cadenceMs: 3_600_000,
      otlpEndpoint: 'http://collector:4318',
      redisUrl: 'redis://127.0.0.1:16379',
    });
  });

  it('takes 60m and 1h for the same cadence', () => {
    expect(loadConfig('drift', none, { HEADROOM_CADENCE: '1h' }).cadenceMs).toBe(3_600_000);
  });

  it('tells every problem at once, one line each: variable, value, what is wrong, the fix', () => {
    const settings = z.object({
      HEADROOM_ROWS: z.coerce.number().int('is not a whole number').describe('a whole number'),
    });
    expect(
      problems(
        { HEADROOM_CADENCE: '7m', HEADROOM_FEATURES_PORT: '99999', HEADROOM_ROWS: '1.5' },
        settings,
      ),
    ).toEqual([
      'HEADROOM_CADENCE ("7m") is not a cadence. Set it to one of 1m, 5m, 10m, 15m, 20m, 30m, 60m, 1h, or unset it for the default.',
      'HEADROOM_FEATURES_PORT ("99999") is not a port. Set it to a free port from 1 to 65535, or 0 for any free one, or unset it for the default.',
      'HEADROOM_ROWS ("1.5") is not a whole number. Set it to a whole number, or unset it for the default.',
    ]);
  });

  it.each([
    ['HEADROOM_KAFKA_BROKERS', 'localhost'],
    ['HEADROOM_KAFKA_BROKERS', 'kafka://a:1'],
    ['HEADROOM_KAFKA_BROKERS', ','],
    ['HEADROOM_POSTGRES_URL', 'mysql://a/b'],
    ['HEADROOM_REDIS_URL', 'localhost:6379'],
    ['HEADROOM_OTLP_ENDPOINT', 'collector:4317'],
    ['HEADROOM_TRACE_SHARE', '2'],
    ['HEADROOM_TOPIC_PREFIX', 'a b'],
    ['HEADROOM_LOG_LEVEL', 'loud'],
    ['HEADROOM_FEATURES_PORT', '0x10'],
    ['HEADROOM_FEATURES_PORT', '-1'],
  ])('refuses %s=%s', (variable, value) => {
    const lines = problems({ [variable]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${variable} (${JSON.stringify(value)})`);
  });

  it.each(['0.0.0.0', '192.168.1.5', '::', 'example.org', '127.evil.example'])(
    'refuses to be reachable from other machines without authentication: %s',
    (host) => {
      expect(problems({ HEADROOM_HOST: host })[0]).toMatch(
        /HEADROOM_HOST .* no authentication yet/,
      );
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost'])('binds to %s', (host) => {
    expect(problems({ HEADROOM_HOST: host })).toEqual([]);
  });

  it('does not print a password', () => {
    expect(problems({ HEADROOM_POSTGRES_URL: 'mysql://me:secret@host/db' })).toEqual([
      expect.stringMatching(/^((?!secret).)*mysql:\/\/me:\*\*\*@host((?!secret).)*$/),
    ]);
  });
});
