/** Throws, or rejects, with the reason while the thing it watches cannot be used. */
export type HealthCheck = () => void | Promise<void>;

export interface Readiness {
  readonly status: 'ready' | 'starting' | 'draining' | 'unready';
  readonly checks: Readonly<Record<string, { ok: boolean; reason?: string }>>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** What a service needs to do its work, by name. Asked for on demand: nothing runs in between. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  #phase: 'starting' | 'serving' | 'draining' = 'starting';

  register(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  /** Called by the boot when consumers run and the port is open. */
  serving(): void {
    this.#phase = 'serving';
  }

  /** Called first at shutdown: from here on the service is not ready, whatever its checks say. */
  draining(): void {
    this.#phase = 'draining';
  }

  get isDraining(): boolean {
    return this.#phase === 'draining';
  }

  async readiness(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await run(check)] as const),
    );
    const checks = Object.fromEntries(entries);
    if (this.#phase !== 'serving') return { status: this.#phase, checks };
    return { status: entries.every(([, { ok }]) => ok) ? 'ready' : 'unready', checks };
  }
}

async function run(check: HealthCheck): Promise<{ ok: boolean; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)),
      CHECK_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([Promise.resolve().then(check), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
