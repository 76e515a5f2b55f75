import pg from 'pg';
import { quoteIdentifier } from './identifier.ts';
import type { ListenHandler, Subscription } from './sql.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** LISTEN on a connection of its own (a pooled one would be handed to others), renewed when it is lost. */
export class Listener implements Subscription {
  readonly #config: pg.ClientConfig;
  readonly #channel: string;
  readonly #handler: ListenHandler;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #closed = false;

  constructor(config: pg.ClientConfig, channel: string, handler: ListenHandler) {
    this.#config = config;
    this.#channel = quoteIdentifier(channel);
    this.#handler = handler;
  }

  async connect(): Promise<void> {
    const client = new pg.Client(this.#config);
    client.on('notification', ({ payload }) => {
      this.#handler.notified(payload ?? '');
    });
    // An error is always followed by 'end'; without a listener it would end the process.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(`listen ${this.#channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.#closed) {
      await client.end();
      return;
    }
    this.#client = client;
    this.#pauseMs = FIRST_PAUSE_MS;
    client.once('end', () => {
      this.#reconnectLater();
    });
    this.#handler.listening();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #reconnectLater(): void {
    if (this.#closed) return;
    this.#client = undefined;
    this.#timer = setTimeout(() => {
      this.connect().catch(() => {
        this.#reconnectLater();
      });
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
