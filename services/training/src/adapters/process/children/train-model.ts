/**
 * Child program: one training job. The request is one JSON line on stdin, progress and answer are JSON lines on stdout;
 * when stdin closes, whoever asked is gone, and so is the child.
 */
import { createInterface } from 'node:readline';
import type { Algorithm } from '@headroom/contracts';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import type { Trainer } from '../../../domain/trainer.ts';
import { trainModel } from '../../../usecases/train-model.ts';
import { renderChart } from '../../charts/chart-renderer.ts';
import { RnnTrainer } from '../../tensorflow/rnn-trainer.ts';
import { BoosterTrainer } from '../booster-trainer.ts';
import { ChildRequest, failureOf, type ChildMessage } from '../child-protocol.ts';

const tell = (message: ChildMessage, then?: () => void): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`, then);
};

async function answer(line: string): Promise<ChildMessage> {
  try {
    const { job, objectRoot, ...settings } = ChildRequest.parse(JSON.parse(line));
    const trainerOf = (algorithm: Algorithm): Trainer => {
      if (algorithm === 'lstm' || algorithm === 'gru')
        return new RnnTrainer(algorithm, job.snapshot.cadence_ms);
      const onStart = (pid: number) => tell({ event: 'started', pid });
      return new BoosterTrainer({ ...settings, algorithm, onStart });
    };
    const trained = await trainModel(
      {
        objects: await FolderObjectStore.open(objectRoot),
        parquet: await ParquetFiles.open(),
        trainerOf,
        onProgress: (progress) => tell({ event: 'progress', ...progress }),
        renderChart,
        ownPeakMemory: () => process.resourceUsage().maxRSS * 1024,
      },
      job,
    );
    return { event: 'result', trained };
  } catch (error) {
    return failureOf(error);
  }
}

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
lines.once('line', (line) => {
  void answer(line).then((given) => tell(given, () => process.exit(0)));
});
