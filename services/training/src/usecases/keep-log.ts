import { HeadroomError, type ObjectRef, type TrainedModel } from '@headroom/contracts';
import type { ObjectStore } from '@headroom/storage';
import type { TrainingContext, TrainingJob, TrainingRunner } from '../domain/training-job.ts';

export interface KeptLog {
  readonly objects: ObjectStore;
  /** Epoch ms. */
  readonly now: () => number;
  /** Key of the log of this try. */
  readonly key: string;
}

/** Runs a job and keeps what it told, however it ended: of a failure, the message names the log. */
export async function keepLog(
  { objects, now, key }: KeptLog,
  runner: TrainingRunner,
  job: TrainingJob,
  { signal, onProgress }: TrainingContext,
): Promise<TrainedModel> {
  const lines: string[] = [];
  const note = (event: string, details: object): void =>
    void lines.push(JSON.stringify({ time: new Date(now()).toISOString(), event, ...details }));
  const put = (): Promise<ObjectRef> => objects.putBytes(key, Buffer.from(`${lines.join('\n')}\n`));
  const { snapshot, ...told } = job;
  note('started', { ...told, snapshot: snapshot.file });
  try {
    const trained = await runner.run(job, {
      signal,
      onProgress: (progress) => {
        note('progress', progress);
        onProgress(progress);
      },
    });
    const { seconds, peak_memory_bytes, library, params, metrics } = trained;
    note('trained', { seconds, peak_memory_bytes, library, params, metrics });
    return { ...trained, log: await put() };
  } catch (error) {
    const code = error instanceof HeadroomError ? error.code : 'TASK_FAILED';
    const message = error instanceof Error ? error.message : String(error);
    note('failed', { code, message });
    await put();
    // Given up by the service: nobody is told.
    if (signal.aborted) throw error;
    throw new HeadroomError(code, `${message}; log: ${key}`, { cause: error });
  }
}
