import type { Logger } from '@headroom/service-kit';
import type { Progress } from './domain/trainer.ts';
import type { TrainingJob } from './domain/training-job.ts';

const LINES = 5;

/** About five lines a fit, the last round among them. */
export const logProgress =
  (logger: Logger) =>
  (job: TrainingJob, { round, rounds, train, validation }: Progress): void => {
    const tick = (n: number): number => Math.floor((n * LINES) / rounds);
    if (tick(round) === tick(round - 1)) return;
    logger.info(
      { algorithm: job.algorithm, folder: job.folder, round, rounds, train, validation },
      'fitting',
    );
  };
