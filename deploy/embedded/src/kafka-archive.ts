import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { cacheFolder } from './paths.ts';
import type { Java } from './java.ts';
import type { Caller } from './caller.ts';

/**
 * A class data archive (AppCDS) of a broker's start halves the CPU time of every later start. It fits one build of
 * Java and one class path in one order. `record` runs a throwaway broker with the given extra Java option to its end.
 */
export async function classArchive(
  java: Java,
  jars: readonly string[],
  caller: Caller,
  record: (scratch: string, javaOption: string) => Promise<void>,
): Promise<string | undefined> {
  const cache = cacheFolder();
  const key = createHash('sha256')
    .update([java.build, ...jars].join('\n'))
    .digest('hex')
    .slice(0, 12);
  const archive = join(cache, `kafka-${key}.jsa`);
  if (!existsSync(archive)) {
    const waiting = 'Another process is preparing Kafka; waiting for it …';
    await withLock(join(cache, 'archive.lock'), waiting, caller, async () => {
      if (existsSync(archive)) return;
      caller.progress('Preparing Kafka for fast starts (once) …');
      const scratch = join(cache, 'archive.new');
      rmSync(scratch, { recursive: true, force: true });
      mkdirSync(scratch);
      const made = join(scratch, 'kafka.jsa');
      await record(scratch, `-XX:ArchiveClassesAtExit=${made}`);
      if (existsSync(made)) renameSync(made, archive);
      rmSync(scratch, { recursive: true, force: true });
    });
  }
  // A Java that can't write archives still runs Kafka, only more slowly.
  return existsSync(archive) ? archive : undefined;
}
