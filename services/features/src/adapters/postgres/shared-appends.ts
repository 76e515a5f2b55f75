import type { RawRecord } from '../../domain/raw-record.ts';

type Append = (records: readonly RawRecord[]) => Promise<boolean>;

interface Waiting {
  readonly records: readonly RawRecord[];
  readonly resolve: (stored: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends of partitions that are handled side by side share one statement, and those that come in while it is under way
 * share the next: alone, each would wait for the others' commits, since all of them change the row of their source.
 */
export class SharedAppends {
  readonly #append: Append;
  #waiting: Waiting[] = [];
  #isUnderWay = false;

  constructor(append: Append) {
    this.#append = append;
  }

  /** False when one of these records is stored already: then none of them has been written. */
  append(records: readonly RawRecord[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
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

  /** False when nothing has been written: one partition's repetition, or its failure, is not the others'. */
  async #together(all: readonly Waiting[]): Promise<boolean> {
    try {
      if (!(await this.#append(all.flatMap(({ records }) => records)))) return false;
    } catch {
      return false;
    }
    for (const { resolve } of all) resolve(true);
    return true;
  }

  async #alone({ records, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await this.#append(records));
    } catch (error) {
      reject(error);
    }
  }
}
