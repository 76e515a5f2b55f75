import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoRoot } from './paths.ts';
import { serviceEnvironment } from './service-environment.ts';

const addresses = { kafkaBrokers: 'k:1', postgresUrl: 'postgres://p', redisUrl: 'redis://r' };

describe('serviceEnvironment', () => {
  it('says where the servers of this run are, whatever the caller had set', () => {
    const env = serviceEnvironment(
      { HEADROOM_KAFKA_BROKERS: 'other:9' },
      { home: '/state', addresses },
    );
    expect(env).toMatchObject({
      HEADROOM_HOME: '/state',
      HEADROOM_KAFKA_BROKERS: 'k:1',
      HEADROOM_POSTGRES_URL: 'postgres://p',
      HEADROOM_REDIS_URL: 'redis://r',
    });
    expect(env).not.toHaveProperty('HEADROOM_PYTHON');
  });

  it('leaves other settings of the caller as they are', () => {
    const env = serviceEnvironment(
      { HEADROOM_CADENCE: '5m', PATH: '/bin' },
      { home: '/s', addresses },
    );
    expect(env).toMatchObject({ HEADROOM_CADENCE: '5m', PATH: '/bin' });
    expect(serviceEnvironment({}, { home: '/s', addresses })).toMatchObject({
      HEADROOM_CADENCE: '1h',
    });
  });

  it('names the running code, unless the caller knows it better', () => {
    const run = { home: '/s', addresses, codeVersion: 'abc' };
    expect(serviceEnvironment({}, run)['HEADROOM_CODE_VERSION']).toBe('abc');
    const built = serviceEnvironment({ HEADROOM_CODE_VERSION: 'built' }, run);
    expect(built['HEADROOM_CODE_VERSION']).toBe('built');
  });

  it('keeps results of the default state folder in the checkout and others in their folder', () => {
    const root = (home: string) =>
      serviceEnvironment({}, { home, addresses })['HEADROOM_OBJECT_ROOT'];
    expect(root(join(repoRoot, '.headroom'))).toBe(repoRoot);
    expect(root('/state')).toBe('/state');
  });
});
