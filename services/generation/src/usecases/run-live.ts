import { HeadroomError } from '@headroom/contracts';
import type { Publisher } from '@headroom/messaging';
import { CloudWorkloadGenerator, rowsOf } from '../domain/cloud-workload-generator.ts';
import { DEFAULT_CONFIG } from '../domain/config.ts';
import {
  sourceOf,
  type LiveMode,
  type ProcessStore,
  type SavedProcess,
} from '../domain/process-store.ts';
import { publishRows } from './publish-rows.ts';

export const DEFAULT_SPEED = 720;

/** Waits, unless the signal ends the wait. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Live mode: the saved process goes on bucket by bucket at `speed` × real time (720: an hour each 5 s). That it runs is
 * kept in the store, so a process that comes up again goes on by itself.
 * Order of effects: bucket published → process saved; a crash in between publishes the same ids again.
 */
export class RunLive {
  readonly #publisher: Publisher;
  readonly #store: ProcessStore;
  readonly #pause: Pause;
  readonly #cadenceMs: number;
  readonly #onError: (error: unknown) => void;
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;

  constructor(options: {
    publisher: Publisher;
    store: ProcessStore;
    pause: Pause;
    cadenceMs: number;
    onError: (error: unknown) => void;
  }) {
    this.#publisher = options.publisher;
    this.#store = options.store;
    this.#pause = options.pause;
    this.#cadenceMs = options.cadenceMs;
    this.#onError = options.onError;
  }

  /** Goes on if live mode was on when the last process ended. */
  async resume(): Promise<void> {
    const mode = await this.#store.live();
    if (mode !== null) this.#begin(mode);
  }

  async start(request: { source?: string; speed: number }): Promise<LiveMode> {
    const source =
      request.source ?? (await this.#store.newest()) ?? (await this.#saveFresh()).source;
    if ((await this.#store.load(source)) === null) {
      throw new HeadroomError('NOT_FOUND', `source ${source}: nothing was generated under it yet`);
    }
    const mode = { source, speed: request.speed };
    await this.#store.setLive(mode);
    await this.halt();
    this.#begin(mode);
    return mode;
  }

  async stop(): Promise<void> {
    await this.#store.setLive(null);
    await this.halt();
  }

  /** Ends the stream in this process alone: the next one resumes it. */
  async halt(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.done;
    this.#running = null;
  }

  status(): Promise<LiveMode | null> {
    return this.#store.live();
  }

  #begin(mode: LiveMode): void {
    const stop = new AbortController();
    this.#running = { stop, done: this.#stream(mode, stop.signal) };
  }

  async #stream(mode: LiveMode, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#bucket(mode.source);
      } catch (error) {
        this.#onError(error);
      }
      await this.#pause(this.#cadenceMs / mode.speed, signal);
    }
  }

  async #bucket(source: string): Promise<void> {
    const saved = await this.#store.load(source);
    if (saved === null) return;
    const generator = new CloudWorkloadGenerator(saved.config, saved.state);
    await publishRows(this.#publisher, source, rowsOf(generator.takeBucket()));
    await this.#store.save({ source, config: saved.config, state: generator.state });
  }

  async #saveFresh(): Promise<SavedProcess> {
    const config = { ...DEFAULT_CONFIG, cadenceMs: this.#cadenceMs };
    const { state } = new CloudWorkloadGenerator(config);
    const fresh = { source: sourceOf(config.seed), config, state };
    await this.#store.save(fresh);
    return fresh;
  }
}
