import { join } from 'node:path';
import { pythonEnvironment } from '@headroom/embedded';

/**
 * A Python interpreter with the genuine packages that e2e/src/peers/<name>/requirements.txt lists (all of them, with
 * their versions: made by `pip freeze`), kept in the cache.
 */
export const peerPython = (name: 'mlflow' | 'feast' | 'serving'): Promise<string> =>
  pythonEnvironment(
    {
      requirements: join(import.meta.dirname, name, 'requirements.txt'),
      title: `the genuine ${name} packages`,
      hashed: false,
    },
    {
      progress: (line) => process.stderr.write(`${line}\n`),
      stopping: new AbortController().signal,
    },
  );
