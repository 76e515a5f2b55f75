type Values = (string | null)[];

interface Waiting {
  readonly keys: readonly string[];
  readonly resolve: (values: Values) => void;
  readonly reject: (error: unknown) => void;
}

/** One that is under way while the next are gathered, and another so that Redis has work meanwhile. */
const MOST_UNDER_WAY = 2;

/**
 * Reads of requests that came in together go to Redis together, and so do those that come in while others are under way: a
 * server under load pays for one command and its system calls instead of dozens, and one that is idle waits for nothing.
 */
export class SharedReads {
  readonly #mget: (keys: readonly string[]) => Promise<Values>;
  readonly #keysPerCall: number;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isScheduled = false;

  constructor(mget: (keys: readonly string[]) => Promise<Values>, keysPerCall: number) {
    this.#mget = mget;
    this.#keysPerCall = keysPerCall;
  }

  /** Values in the order of the keys. */
  read(keys: readonly string[]): Promise<Values> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ keys, resolve, reject });
      if (this.#isScheduled || this.#underWay >= MOST_UNDER_WAY) return;
      this.#isScheduled = true;
      // After the input of all sockets that have some now.
      setImmediate(this.#send);
    });
  }

  readonly #send = (): void => {
    this.#isScheduled = false;
    while (this.#waiting.length > 0 && this.#underWay < MOST_UNDER_WAY) {
      void this.#call(this.#waiting.splice(0, this.#fitting()));
    }
  };

  /** How many of those that wait go into one call: one at least, however many keys it has. */
  #fitting(): number {
    let size = 0;
    const beyond = this.#waiting.findIndex(({ keys }, i) => {
      size += keys.length;
      return i > 0 && size > this.#keysPerCall;
    });
    return beyond < 0 ? this.#waiting.length : beyond;
  }

  async #call(calls: readonly Waiting[]): Promise<void> {
    this.#underWay += 1;
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
    } finally {
      this.#underWay -= 1;
      this.#send();
    }
  }
}
