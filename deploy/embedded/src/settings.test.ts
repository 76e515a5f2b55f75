import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoRoot } from './paths.ts';
import { stackSettings } from './settings.ts';

describe('stackSettings', () => {
  it('has ports that leave servers already on the machine alone', () => {
    expect(stackSettings({})).toEqual({
      home: join(repoRoot, '.headroom'),
      ports: { kafka: 19092, postgres: 15432, redis: 16379 },
      durable: true,
    });
  });

  it('takes the state folder and each port from the environment', () => {
    const env = {
      HEADROOM_HOME: '/elsewhere',
      HEADROOM_KAFKA_PORT: '1',
      HEADROOM_POSTGRES_PORT: '2',
      HEADROOM_REDIS_PORT: '3',
    };
    expect(stackSettings(env)).toMatchObject({
      home: '/elsewhere',
      ports: { kafka: 1, postgres: 2, redis: 3 },
    });
  });

  it.each(['abc', '0', '70000', '80.5', '-1'])(
    'names the setting whose port is wrong (%s)',
    (port) => {
      expect(() => stackSettings({ HEADROOM_REDIS_PORT: port })).toThrow(
        `HEADROOM_REDIS_PORT is "${port}": give a port from 1 to 65534.`,
      );
    },
  );
});
