import { rm } from 'node:fs/promises';
import { HeadroomError, type Algorithm, type TrainedModel } from '@headroom/contracts';
import type { TrainingContext, TrainingJob, TrainingRunner } from '../../domain/training-job.ts';
import { ChildMessage, type ChildRequest } from './child-protocol.ts';
import { converse } from './line-child.ts';
import { residentMemory } from './resident-memory.ts';
import { newScratch } from './scratch.ts';

const WATCH_MS = 250;
const SMALL_YOUNG = '--max-semi-space-size=4';
/** glibc gives columns back as soon as they are freed, instead of keeping them beside the fit: some 25 MB of a booster's peak each. */
const LEAN_MALLOC = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536' };

export interface ChildTrainingSettings extends Omit<ChildRequest, 'job' | 'scratch'> {
  /** Path of the bundled program that trains this model. */
  readonly programOf: (algorithm: Algorithm) => string;
  readonly memoryBytes: number;
  readonly timeLimitMs: number;
}

/** Runs each job in a process of its own, within limits of memory and time. */
export class ChildTrainingRunner implements TrainingRunner {
  readonly #settings: ChildTrainingSettings;

  constructor(settings: ChildTrainingSettings) {
    this.#settings = settings;
  }

  async run(job: TrainingJob, { signal, onProgress }: TrainingContext): Promise<TrainedModel> {
    const { programOf, memoryBytes, timeLimitMs, ...request } = this.#settings;
    const name = `training ${job.algorithm}`;
    const over = new AbortController();
    const pids: number[] = [];
    const timer = setTimeout(() => over.abort(tooSlow(name, timeLimitMs)), timeLimitMs);
    const watch = setInterval(() => {
      void residentMemory(pids).then((bytes) => {
        if (bytes > memoryBytes) over.abort(tooLarge(name, bytes, memoryBytes));
      });
    }, WATCH_MS);
    // A recurrent model is fitted in the child itself, and makes much garbage there.
    const lean = job.algorithm !== 'lstm' && job.algorithm !== 'gru';
    const scratch = await newScratch();
    try {
      return await converse({
        name,
        command: process.execPath,
        args: ['--expose-gc', ...(lean ? [SMALL_YOUNG] : []), programOf(job.algorithm)],
        environment: lean ? LEAN_MALLOC : {},
        request: () => ({ ...request, job, scratch }) satisfies ChildRequest,
        onLine: (line) => {
          const message = ChildMessage.parse(JSON.parse(line));
          switch (message.event) {
            case 'progress':
              onProgress(message);
              return undefined;
            case 'started':
              pids.push(message.pid);
              return undefined;
            case 'result':
              return message.trained;
            case 'error':
              throw new HeadroomError(message.code, message.message);
          }
        },
        onStart: (pid) => pids.push(pid),
        signal: AbortSignal.any([signal, over.signal]),
      });
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

const tooLarge = (name: string, bytes: number, limit: number): HeadroomError =>
  new HeadroomError(
    'TASK_FAILED',
    `${name} was killed at ${megabytes(bytes)} MB of memory; set HEADROOM_TRAINING_MEMORY_MB above ${megabytes(limit)}, or train on fewer rows`,
  );

const tooSlow = (name: string, limitMs: number): HeadroomError =>
  new HeadroomError(
    'TASK_FAILED',
    `${name} was killed after ${limitMs / 1000} s; raise HEADROOM_TRAINING_TIME_LIMIT, or train on fewer rows`,
  );
