import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { postgresPlace, type PostgresPlace } from './postgres-place.ts';
import type { EmbeddedServer } from './server.ts';
import { SetupError } from './setup-error.ts';

const user = 'headroom';
const database = 'headroom';
/** No secret: the server listens on loopback only. */
const password = 'headroom';

export const postgres: EmbeddedServer = {
  name: 'postgres',
  title: 'Postgres',
  stopSignal: 'SIGINT', // fast shutdown: ends sessions instead of waiting for them
  stillHeld: /pre-existing shared memory block|lock file .* already exists/,
  ports: (port) => [port],

  async prepare({ settings, paths }) {
    const place = postgresPlace(paths.home);
    if (!existsSync(place.data)) initialise(place);
    return {
      command: join(place.programs, 'postgres'),
      args: [
        ...['-D', place.data],
        ...['-h', '127.0.0.1', '-p', String(settings.ports.postgres), '-k', ''],
        ...['-c', 'max_connections=200'],
        ...(settings.durable ? [] : ['-c', 'fsync=off']),
      ],
      owner: place.account,
      mark: place.data,
    };
  },

  async probe(port, { paths }) {
    const folder = await query(port, 'postgres', 'show data_directory');
    const expected = realpathSync(postgresPlace(paths.home).data);
    if (typeof folder !== 'string' || realpathSync(folder) !== expected) {
      throw new Error(`another Postgres (data in ${String(folder)}) answers on the port`);
    }
  },

  async afterReady(port) {
    const exists = await query(
      port,
      'postgres',
      `select 1 from pg_database where datname = '${database}'`,
    );
    if (exists === undefined) await query(port, 'postgres', `create database ${database}`);
  },
};

export const postgresUrl = (port: number): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

/** First column of the first row. */
async function query(port: number, inDatabase: string, sql: string): Promise<unknown> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: inDatabase,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined); // a lost connection also fails the query
  try {
    await client.connect();
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Made beside its place, then renamed: an interrupted start leaves nothing that looks whole. */
function initialise({ programs, data, account }: PostgresPlace): void {
  const partial = `${data}.new`;
  const secret = `${data}.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(data), { recursive: true, mode: 0o755 });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (account) for (const path of [partial, secret]) chownSync(path, account.uid, account.gid);
  const run = spawnSync(
    join(programs, 'initdb'),
    [
      ...['-D', partial, '-U', user, '--auth=scram-sha-256', `--pwfile=${secret}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ],
    { ...account, cwd: '/', encoding: 'utf8' },
  );
  rmSync(secret, { force: true });
  if (run.status !== 0) {
    throw new SetupError(
      `Postgres could not make its data folder ${data}: ${run.error?.message ?? run.stderr}`,
    );
  }
  renameSync(partial, data);
}
