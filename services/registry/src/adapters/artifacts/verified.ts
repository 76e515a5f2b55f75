import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { MlflowError } from '../../domain/mlflow-error.ts';

/** Passes bytes on and holds the last ones back until all are known to have this sha256: a damaged file ends in an error. */
export function verified(sha256: string, name: string): Transform {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      const ready = held;
      held = chunk;
      done(null, ready);
    },
    flush(done) {
      if (hash.digest('hex') === sha256) done(null, held);
      else {
        done(
          new MlflowError(
            'INTERNAL_ERROR',
            `${name} is not what was uploaded (its sha256 differs): it was damaged; upload it anew.`,
          ),
        );
      }
    },
  });
}
