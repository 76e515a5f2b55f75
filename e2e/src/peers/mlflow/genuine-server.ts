import { dirname, join } from 'node:path';
import { startGenuine, type GenuineServer } from '../genuine-server.ts';

/**
 * `mlflow server`, which hands artifacts out itself.
 * @param python of the peer's environment
 * @param postgresUrl an empty database for it
 * @param folder where its artifacts and its log go
 * @param workers with several, its supervisor ends one that a busy machine keeps from answering for five seconds
 */
export const startGenuineServer = (
  python: string,
  postgresUrl: string,
  folder: string,
  workers = 1,
): Promise<GenuineServer> =>
  startGenuine({
    name: 'mlflow server',
    folder,
    ready: '/health',
    command: (port) => [
      ...([python, '-m', 'mlflow', 'server', '--host', '127.0.0.1'] as const),
      ...['--port', String(port), '--workers', String(workers)],
      ...['--backend-store-uri', postgresUrl.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')],
      ...['--artifacts-destination', join(folder, 'artifacts')],
    ],
    env: {
      // Its workers are started by the bare names of the environment's programs.
      PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}`,
      MLFLOW_DISABLE_TELEMETRY: 'true',
    },
  });
