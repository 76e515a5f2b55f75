import { SERVICE_PORTS } from '@headroom/contracts';
import { freePortRun } from '@headroom/embedded';

/** Settings that give every service a port that nobody uses now. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = Object.keys(SERVICE_PORTS);
  const first = await freePortRun(names.length);
  return Object.fromEntries(
    names.map((name, i) => [`HEADROOM_${name.toUpperCase()}_PORT`, String(first + i)]),
  );
}
