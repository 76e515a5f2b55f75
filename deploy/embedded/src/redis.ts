import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisBinary } from './redis-binary.ts';
import type { EmbeddedServer } from './server.ts';

export const redis: EmbeddedServer = {
  name: 'redis',
  title: 'Redis',
  stopSignal: 'SIGTERM',
  stillHeld: /Address already in use/,
  ports: (port) => [port],

  async prepare({ settings, paths, caller }) {
    const data = dataFolder(paths.home);
    mkdirSync(data, { recursive: true });
    return {
      command: await redisBinary(caller),
      args: [
        ...['--port', String(settings.ports.redis)],
        ...['--bind', '127.0.0.1'],
        ...['--dir', data],
        // Tests take a database each.
        ...['--databases', '1024'],
        // What was served before a restart is served after it: at most a second is lost to a killed process.
        ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
        // Keeps the command line readable for the check of stale pids.
        ...['--set-proc-title', 'no'],
      ],
      mark: data,
    };
  },

  async probe(port, { paths }) {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      lazyConnect: true,
      connectTimeout: 2_000,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined); // connect() rejects with it
    try {
      await client.connect();
      const [, folder] = (await client.config('GET', 'dir')) as string[];
      if (folder === undefined || realpathSync(folder) !== realpathSync(dataFolder(paths.home))) {
        throw new Error(
          `another Redis (data in ${folder ?? 'an unknown folder'}) answers on the port`,
        );
      }
    } finally {
      client.disconnect();
    }
  },
};

const dataFolder = (home: string): string => join(home, 'redis');
