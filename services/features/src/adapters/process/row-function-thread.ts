import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RowsToCompute } from '../../domain/online/compute-rows.ts';
import { plainError } from '../../domain/online/feast-error.ts';
import type { RowFunctions } from '../../domain/online/row-functions.ts';
import type { ValueText } from '../../domain/online/value-text.ts';

/** What the thread says when it can be asked. */
export const READY = 'ready';

/** What the thread answers to `RowsToCompute`. */
export type ComputedRows =
  { readonly cells: readonly (readonly ValueText[])[] } | { readonly failure: string };

export interface RowFunctionThreadOptions {
  /** Of one message, that is of up to 1,000 rows. */
  readonly limitMs: number;
  readonly memoryMb: number;
}

interface Waiting {
  readonly job: RowsToCompute;
  readonly done: (answer: ComputedRows) => void;
}

/** A function has its time for so many rows; more of them are sent in parts. */
const ROWS_PER_MESSAGE = 1_000;

/** As source or bundle, the program lies beside this one. */
const PROGRAM = new URL(`./children/row-functions${extname(import.meta.url)}`, import.meta.url);

/**
 * User's functions in a thread of their own, one message at a time: one that never returns, or takes all memory, ends
 * the thread and its own request, and the others go on in a new one. The thread starts with the first function.
 */
export class RowFunctionThread implements RowFunctions {
  readonly #options: RowFunctionThreadOptions;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RowFunctionThreadOptions) {
    this.#options = options;
  }

  async compute(job: RowsToCompute): Promise<readonly (readonly ValueText[])[]> {
    const parts = await Promise.all(
      Array.from({ length: Math.ceil(job.rows / ROWS_PER_MESSAGE) }, (_, i) =>
        this.#ask(part(job, i * ROWS_PER_MESSAGE)),
      ),
    );
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return job.outputs.map((_, i) => parts.flatMap((cells) => cells[i] ?? []));
  }

  async close(): Promise<void> {
    for (const { done } of this.#queue.splice(0)) done({ failure: 'the service stops' });
    this.#answer({ failure: 'the service stops' });
    await this.#end();
  }

  async #ask(job: RowsToCompute): Promise<readonly (readonly ValueText[])[]> {
    const answer = await new Promise<ComputedRows>((done) => {
      this.#queue.push({ job, done });
      this.#next();
    });
    if ('cells' in answer) return answer.cells;
    throw plainError(answer.failure);
  }

  #next(): void {
    if (this.#current !== undefined || this.#queue.length === 0) return;
    this.#worker ??= this.#start();
    // Its start is not the function's time.
    if (!this.#isReady) return;
    this.#current = this.#queue.shift();
    const { limitMs } = this.#options;
    this.#timer = setTimeout(() => {
      this.#giveUp(`its function did not return within ${limitMs} ms`);
    }, limitMs);
    this.#worker.postMessage(this.#current?.job);
  }

  #start(): Worker {
    const { memoryMb } = this.#options;
    const worker = new Worker(PROGRAM, {
      name: 'row-functions',
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // Nothing of ours for a function to find.
      env: {},
    });
    // It keeps no process alive by itself.
    worker.unref();
    worker.on('message', (answer: ComputedRows | typeof READY) => {
      if (worker !== this.#worker) return;
      if (answer !== READY) this.#answer(answer);
      else {
        this.#isReady = true;
        this.#next();
      }
    });
    worker.on('error', (error) => {
      if (worker !== this.#worker) return;
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#giveUp(isMemory ? `its function took more than ${memoryMb} MB` : error.message);
    });
    return worker;
  }

  #giveUp(what: string): void {
    void this.#end();
    this.#current ??= this.#queue.shift();
    const view = this.#current?.job.view ?? '';
    this.#answer({ failure: `On demand feature view ${view} failed: ${what}` });
  }

  #answer(answer: ComputedRows): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    current?.done(answer);
    this.#next();
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#isReady = false;
    await worker?.terminate();
  }
}

function part(job: RowsToCompute, from: number): RowsToCompute {
  if (job.rows <= ROWS_PER_MESSAGE) return job;
  const to = Math.min(from + ROWS_PER_MESSAGE, job.rows);
  const inputs = job.inputs.map((input) => ({ ...input, texts: input.texts.slice(from, to) }));
  return { ...job, inputs, rows: to - from };
}
