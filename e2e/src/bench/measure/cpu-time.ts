import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, the same on every Linux

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * CPU milliseconds, user and system, that a process has used until now with all its descendants, those that ended
 * included (of these, as far as their parent has waited for them). In steps of 10 ms. Linux.
 */
export function cpuMs(root: number): number {
  const ticks = [...family(root).values()].reduce((sum, stat) => sum + stat.ticks, 0);
  return (ticks * 1000) / ticksPerSecond;
}

/** A process and its descendants, by pid. */
function family(root: number): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat !== undefined) stats.set(Number(name), stat);
  }
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true;
    const stat = stats.get(pid);
    return stat !== undefined && stat.parent > 0 && isBelow(stat.parent);
  };
  return new Map([...stats].filter(([pid]) => isBelow(pid)));
}

/** See proc(5): the command's name stands in parentheses and may hold spaces. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // ended meanwhile
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (field: number) => Number(fields[field - 3]);
  return { parent: at(4), ticks: at(14) + at(15) + at(16) + at(17) };
}

/** Confines a running process, its threads, its descendants and what they start from now on, to one core. */
export function pin(root: number, core: number): void {
  for (const pid of [root, ...family(root).keys()]) {
    const { status, stderr } = spawnSync(
      'taskset',
      ['--all-tasks', '--pid', '--cpu-list', String(core), String(pid)],
      { encoding: 'utf8' },
    );
    // A descendant may have ended meanwhile.
    if (status !== 0 && pid === root)
      throw new Error(`could not pin process ${pid} to core ${core}: ${stderr}`);
  }
}

/**
 * On its core the process goes before all others, where it may (as root): else what the machine does besides, in time
 * slices of some milliseconds, is taken for its own. Not for load without a pace: all others would have nothing at all.
 */
export function goFirst(pid: number | undefined): void {
  if (pid === undefined) return;
  spawnSync('chrt', ['--all-tasks', '--rr', '--pid', '1', String(pid)]);
}
