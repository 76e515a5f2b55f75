type Values = (string | null)[];

interface Waiting {
  readonly keys: readonly string[];
  readonly resolve: (values: Values) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads of requests that came in together go to Redis together: a server under load pays for one command and its system
 * calls instead of dozens, and one that is idle waits for nothing.
 */
export class SharedReads {
  readonly #mget: (keys: readonly string[]) => Promise<Values>;
  readonly #keysPerCall: number;
  #waiting: Waiting[] = [];

  constructor(mget: (keys: readonly string[]) => Promise<Values>, keysPerCall: number) {
    this.#mget = mget;
    this.#keysPerCall = keysPerCall;
  }

  /** Values in the order of the keys. */
  read(keys: readonly string[]): Promise<Values> {
    return new Promise((resolve, reject) => {
      // After the input of all sockets that have some now.
      if (this.#waiting.length === 0) setImmediate(this.#send);
      this.#waiting.push({ keys, resolve, reject });
    });
  }

  readonly #send = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    let calls: Waiting[] = [];
    let size = 0;
    for (const one of waiting) {
      if (size > 0 && size + one.keys.length > this.#keysPerCall) {
        void this.#call(calls);
        calls = [];
        size = 0;
      }
      calls.push(one);
      size += one.keys.length;
    }
    void this.#call(calls);
  };

  async #call(calls: readonly Waiting[]): Promise<void> {
    try {
      const [only] = calls;
      if (calls.length === 1 && only !== undefined) {
        only.resolve(await this.#mget(only.keys));
        return;
      }
      const values = await this.#mget(calls.flatMap(({ keys }) => keys));
      let start = 0;
      for (const { keys, resolve } of calls) resolve(values.slice(start, (start += keys.length)));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
