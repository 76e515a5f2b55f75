/** The process is gone: thrown by the effect at which it dies, and by every effect that it tries afterwards. */
export class Crash extends Error {
  constructor(effect: string) {
    super(`crashed at ${effect}`);
    this.name = 'Crash';
  }
}

/**
 * What befalls a process at its n-th effect: it dies before it, within it (part of a batch was sent), after it; or it
 * hangs before it (`stall`) while another process takes its partitions over, and wakes up later.
 */
export interface Fate {
  readonly at: number;
  readonly how: 'before' | 'within' | 'after' | 'stall';
}

/** One process: counts its effects and meets its fate at one of them. */
export class Life {
  effects = 0;
  /** Name of the effect at which the fate came, if it did. */
  fatedAt: string | null = null;
  /** Resolves when the process stalls; from then on another owns its partitions. */
  readonly stalled: Promise<void>;
  stale = false;
  private dead = false;
  private readonly fate: Fate | null;
  private stall: () => void = () => undefined;
  private wake: () => void = () => undefined;

  constructor(fate: Fate | null) {
    this.fate = fate;
    this.stalled = new Promise((resolve) => (this.stall = resolve));
  }

  /** Runs one effect on what survives crashes. `part` applies a part of it, where an effect is not atomic. */
  async effect<T>(name: string, whole: () => Promise<T>, part?: () => Promise<void>): Promise<T> {
    this.assertAlive(name);
    const how = ++this.effects === this.fate?.at ? this.fate.how : null;
    if (how !== null) this.fatedAt = name;
    if (how === 'before') return this.die(name);
    if (how === 'within') {
      await part?.();
      return this.die(name);
    }
    if (how === 'stall') await this.hang();
    const result = await whole();
    return how === 'after' ? this.die(name) : result;
  }

  /** A dead process reads nothing either. */
  assertAlive(name: string): void {
    if (this.dead) throw new Crash(name);
  }

  resume(): void {
    this.wake();
  }

  private die(name: string): never {
    this.dead = true;
    throw new Crash(name);
  }

  private async hang(): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    this.stale = true;
    this.stall();
    await woken;
  }
}
