import { hash128 } from './hash128.ts';

/** The whole state of a stream: four unsigned 32-bit integers, plain data so that it survives JSON. */
export type StreamState = readonly [number, number, number, number];

const TWO_26 = 2 ** 26;
const TWO_53 = 2 ** 53;
/** sfc32 mixes a new seed within a dozen rounds; fewer leaves the first draws of similar seeds alike. */
const WARM_UP = 15;

/**
 * One named stream of random numbers (sfc32, Doty-Humphrey's PractRand). Streams of different names share nothing,
 * so that drawing more from one never changes another.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(state: StreamState) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** A stream for (seed, owner, purpose), for example (42, "service-03", "own-noise"). */
  static named(seed: number, owner: string, purpose: string): RandomStream {
    const stream = new RandomStream(hash128(JSON.stringify([seed, owner, purpose])));
    for (let i = 0; i < WARM_UP; i++) stream.#next();
    return stream;
  }

  get state(): StreamState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  #next(): number {
    const sum = (((this.#a + this.#b) >>> 0) + this.#d) >>> 0;
    this.#d = (this.#d + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** Uniform on [from, to), 53 random bits. */
  uniform(from = 0, to = 1): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return from + (to - from) * ((high * TWO_26 + low) / TWO_53);
  }

  logUniform(from: number, to: number): number {
    return Math.exp(this.uniform(Math.log(from), Math.log(to)));
  }

  /** Uniform on the integers from…to, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.uniform(0, to - from + 1));
  }

  /** Box–Muller without its second value: no hidden spare, so the four integers are the whole state. */
  normal(mean = 0, sigma = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + sigma * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Median 1; sigma is that of the logarithm. */
  logNormal(sigma: number): number {
    return Math.exp(this.normal(0, sigma));
  }

  /** Knuth's product of uniforms: right for the small rates here (bursts a bucket). */
  poisson(rate: number): number {
    const limit = Math.exp(-rate);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }
}
