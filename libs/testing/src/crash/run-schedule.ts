import { processBatch } from '@headroom/messaging';
import type { BatchHandler, LogRecord, Publisher } from '@headroom/messaging';
import type { CrashTest, PortsBase, World } from './crash-test.ts';
import { mortal, mortalPublisher } from './decorate.ts';
import { Crash, Life } from './life.ts';
import type { Fate } from './life.ts';
import { PublishedLog } from './published-log.ts';
import type { RandomInt } from './random.ts';

export interface Schedule {
  /** Fates of the first, second, … process; whoever comes after them lives on. */
  readonly fates: readonly Fate[];
  readonly random: RandomInt;
  readonly maxBatch: number;
}

export interface ScheduleResult {
  readonly snapshot: unknown;
  readonly published: unknown;
  /** Effects of the last process. */
  readonly effects: number;
  readonly fatedAt: readonly string[];
}

interface Process {
  readonly life: Life;
  readonly handler: BatchHandler;
  readonly publisher: Publisher;
}

/** Runs processes over the log, one after the other as they die, until everything is committed. */
export async function runSchedule<Ports extends PortsBase>(
  test: CrashTest<Ports>,
  world: World<Ports>,
  schedule: Schedule,
): Promise<ScheduleResult> {
  const partitions = byPartition(test.log);
  const committed = partitions.map(() => 0);
  const log = new PublishedLog(world.ports.publisher);
  const fates = [...schedule.fates];
  const lives: Life[] = [];
  const zombies: { life: Life; end: Promise<void>; in: number }[] = [];

  /** A process may die at its boot, too. */
  const born = async (): Promise<Process> => {
    for (;;) {
      const life = new Life(fates.shift() ?? null);
      lives.push(life);
      const publisher = mortalPublisher(log, life, schedule.random);
      try {
        const ports = { ...mortalPorts(test, world.ports, life), publisher };
        return { life, publisher, handler: await test.process(ports) };
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  };

  const handle = async (process: Process, at: number, batch: readonly LogRecord[]) => {
    const { life, handler, publisher } = process;
    await processBatch(
      {
        topic: test.topic,
        group: test.group,
        handler,
        publisher,
        retry: { attempts: 3, baseMs: 1, maxMs: 1 },
        signal: new AbortController().signal,
        heartbeat: async () => life.assertAlive('heartbeat'),
        // A dead process retries nothing.
        sleep: async () => life.assertAlive('sleep'),
        abandoned: () => life.stale,
        waiting: () => undefined,
        failed: () => undefined,
        commit: () =>
          life.effect('commit', async () => {
            // As a broker refuses the commit of an older generation.
            if (life.stale) throw new Crash('commit of an older generation');
            committed[at] = (committed[at] ?? 0) + batch.length;
          }),
      },
      batch,
    ).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
  };

  let process = await born();
  for (;;) {
    const open = [...partitions.keys()].filter(
      (p) => (committed[p] ?? 0) < (partitions[p]?.length ?? 0),
    );
    for (const zombie of zombies.filter((z) => z.in-- <= 0 || open.length === 0)) {
      zombies.splice(zombies.indexOf(zombie), 1);
      zombie.life.resume();
      await zombie.end;
    }
    const at = open[schedule.random(0, open.length - 1)];
    if (at === undefined) break;
    const from = committed[at] ?? 0;
    const size = schedule.random(1, schedule.maxBatch);
    const end = handle(process, at, partitions[at]?.slice(from, from + size) ?? []);
    await Promise.race([end, process.life.stalled]);
    if (process.life.stale) zombies.push({ life: process.life, end, in: schedule.random(0, 4) });
    if (process.life.fatedAt !== null) process = await born();
  }
  const fatedAt = lives.flatMap((life) => life.fatedAt ?? []);
  const events = log.events();
  return {
    snapshot: await world.snapshot(),
    published: (test.published ?? inOrderOfId)(events),
    effects: process.life.effects,
    fatedAt,
  };
}

function mortalPorts<Ports extends PortsBase>(
  test: CrashTest<Ports>,
  ports: Ports,
  life: Life,
): Ports {
  const decorated = { ...ports };
  for (const name of Object.keys(test.effects) as (keyof typeof test.effects & string)[]) {
    decorated[name] = mortal(ports[name], name, test.effects[name], life);
  }
  return decorated;
}

function byPartition(log: readonly LogRecord[]): LogRecord[][] {
  const partitions = new Map<number, LogRecord[]>();
  for (const record of log) {
    const list = partitions.get(record.partition);
    if (list === undefined) partitions.set(record.partition, [record]);
    else list.push(record);
  }
  return [...partitions.values()];
}

const inOrderOfId: NonNullable<CrashTest<PortsBase>['published']> = (events) =>
  events.toSorted((a, b) => compare(a.topic, b.topic) || compare(a.id, b.id));

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
