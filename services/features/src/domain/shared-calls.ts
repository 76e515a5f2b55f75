interface Waiting<T> {
  readonly items: readonly T[];
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls of partitions that are handled side by side share one, and those that come in while it is under way share the next: a
 * store is asked once for all of them, and they go on together.
 */
export class SharedCalls<T> {
  readonly #call: (items: readonly T[]) => Promise<boolean>;
  #waiting: Waiting<T>[] = [];
  #isUnderWay = false;

  /** @param call does all of the items or, where it answers false or fails, none that may not be done again */
  constructor(call: (items: readonly T[]) => Promise<boolean>) {
    this.#call = call;
  }

  /** What the call says of these items alone. */
  with(items: readonly T[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      if (this.#isUnderWay) return;
      this.#isUnderWay = true;
      // After all that is ready to run now.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting; next.length > 0; next = this.#waiting) {
      this.#waiting = [];
      if (next.length > 1 && (await this.#together(next))) continue;
      for (const one of next) await this.#alone(one);
    }
    this.#isUnderWay = false;
  }

  /** False when it was not done for all: one partition's repetition, or its failure, is not the others'. */
  async #together(all: readonly Waiting<T>[]): Promise<boolean> {
    try {
      if (!(await this.#call(all.flatMap(({ items }) => items)))) return false;
    } catch {
      return false;
    }
    for (const { resolve } of all) resolve(true);
    return true;
  }

  async #alone({ items, resolve, reject }: Waiting<T>): Promise<void> {
    try {
      resolve(await this.#call(items));
    } catch (error) {
      reject(error);
    }
  }
}
