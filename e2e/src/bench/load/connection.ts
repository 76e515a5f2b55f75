import { connect, type Socket } from 'node:net';
import { ResponseReader, type Response } from './response-reader.ts';

/** One kept connection with one request at a time on it. It connects when it sends, and again when it was closed. */
export class Connection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #answered: ((outcome: Response | Error) => void) | undefined;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.#host = hostname;
    this.#port = Number(port === '' ? 80 : port);
  }

  /** @param done gets the answer, or why there is none */
  send(bytes: Buffer, done: (outcome: Response | Error) => void): void {
    this.#answered = done;
    this.#socket ??= this.#open();
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const reader = new ResponseReader();
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const end = (outcome: Response | Error) => {
      if (outcome instanceof Error || outcome.closes) socket.destroy();
      // A connection that ended between two requests is nobody's failure.
      if (this.#socket !== socket) return;
      if (socket.destroyed) this.#socket = undefined;
      const done = this.#answered;
      this.#answered = undefined;
      done?.(outcome);
    };
    socket.on('data', (chunk) => {
      const response = reader.read(chunk);
      if (response !== null) end(response);
    });
    socket.on('error', end);
    socket.on('close', () => end(new Error('the connection was closed before the answer')));
    return socket;
  }
}
