/** The longest delay that a timer of Node takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** One timer for a moment of the wall clock, however far; setting it again moves it. */
export class Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** It may ring early (a far moment, a timer's rounding): whoever is woken looks at the clock and sets it again. */
  set(at: number, now: number): void {
    this.clear();
    this.#timer = setTimeout(this.#ring, Math.min(Math.max(at - now, 0), LONGEST_MS));
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
