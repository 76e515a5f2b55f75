import { createInterface } from 'node:readline';
import { HeadroomError, type Algorithm } from '@headroom/contracts';
import { FolderObjectStore } from '@headroom/storage';
import type { Trainer } from '../../domain/trainer.ts';
import { trainModel } from '../../usecases/train-model.ts';
import { renderChart } from '../charts/chart-renderer.ts';
import { BoosterTrainer } from './booster-trainer.ts';
import { briefParquet } from './brief-parquet.ts';
import { ChildRequest, failureOf, type ChildMessage } from './child-protocol.ts';

type Recurrent = (algorithm: 'lstm' | 'gru', cadenceMs: number) => Trainer;

const tell = (message: ChildMessage, then?: () => void): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`, then);
};

async function answer(line: string, recurrent: Recurrent | null): Promise<ChildMessage> {
  try {
    const { job, objectRoot, charts, ...settings } = ChildRequest.parse(JSON.parse(line));
    const trainerOf = (algorithm: Algorithm): Trainer => {
      if (algorithm !== 'lstm' && algorithm !== 'gru') {
        const onStart = (pid: number) => tell({ event: 'started', pid });
        return new BoosterTrainer({ ...settings, algorithm, onStart });
      }
      if (recurrent !== null) return recurrent(algorithm, job.snapshot.cadence_ms);
      throw new HeadroomError('INTERNAL', `this program trains boosters, not ${algorithm}`);
    };
    const trained = await trainModel(
      {
        objects: await FolderObjectStore.open(objectRoot),
        parquet: briefParquet,
        trainerOf,
        onProgress: (progress) => tell({ event: 'progress', ...progress }),
        renderChart: charts ? renderChart : null,
        ownPeakMemory: () => process.resourceUsage().maxRSS * 1024,
      },
      job,
    );
    return { event: 'result', trained };
  } catch (error) {
    return failureOf(error);
  }
}

/**
 * A child program: one training job. The request is one JSON line on stdin, progress and answer are JSON lines on stdout;
 * when stdin closes, whoever asked is gone, and so is the child.
 */
export function runTrainingChild(recurrent: Recurrent | null): void {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit(1));
  lines.once('line', (line) => {
    void answer(line, recurrent).then((given) => tell(given, () => process.exit(0)));
  });
}
